import { addConnection } from '#lib/connections/commands.ts';
import { env } from '#lib/env.ts';
import { isAddress, metadataFrom } from './terminal/metadata.ts';
import { options, runCommand, say, Usage } from './terminal/run.ts';

const usage =
  'connection add --metadata FILE-or-URL --name SLUG [--title TEXT] [--mfa-context URI ...] [--without-mfa refuse|ask] [--enable] [--recovery]';

/** The command line skips the test sign-in when it enables; the trail says that it did. */
export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      metadata: { type: 'string' },
      name: { type: 'string' },
      title: { type: 'string' },
      'mfa-context': { type: 'string', multiple: true },
      'without-mfa': { type: 'string' },
      enable: { type: 'boolean', default: false },
    },
    ['metadata', 'name'],
  );
  const slug = given.name ?? '';
  if (!['refuse', 'ask', undefined].includes(given['without-mfa']))
    throw new Usage('--without-mfa is refuse or ask.');
  const input = {
    slug,
    name: given.title ?? slug,
    metadata: await metadataFrom(given.metadata ?? ''),
    metadataUrl: isAddress(given.metadata ?? '') ? (given.metadata ?? null) : null,
    withoutMfa: given['without-mfa'] === 'ask' ? ('ask' as const) : ('refuse' as const),
    ...(given['mfa-context'] && { mfaContexts: given['mfa-context'] }),
    enable: given.enable ?? false,
    listed: true,
  };
  return runCommand(given, addConnection, input, (connection) => {
    say(
      `Added ${slug}${connection.kind === 'dev' ? ', a development IdP' : ''}${connection.enabled ? ', enabled without a test sign-in' : ', not enabled yet'}.`,
    );
    say(`Give the IdP this metadata:  ${env().publicUrl}/saml/${slug}/metadata`);
    say(`Its ACS address is:          ${env().publicUrl}/saml/${slug}/acs`);
  });
}
