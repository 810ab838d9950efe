import { readFileSync } from 'node:fs';
import { addConnection } from '#lib/connections/commands.ts';
import { fetchMetadata } from '#lib/connections/fetch.ts';
import { env } from '#lib/env.ts';
import { options, runCommand, say, Usage } from './terminal/run.ts';

const usage =
  'connection add --metadata FILE-or-URL --name SLUG [--title TEXT] [--mfa-context URI ...] [--enable]';

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
      enable: { type: 'boolean', default: false },
    },
    ['metadata', 'name'],
  );
  const slug = given.name ?? '';
  const input = {
    slug,
    name: given.title ?? slug,
    metadata: await metadataFrom(given.metadata ?? ''),
    ...(given['mfa-context'] && { mfaContexts: given['mfa-context'] }),
    enable: given.enable ?? false,
    listed: true,
  };
  return runCommand(addConnection, input, (connection) => {
    say(
      `Added ${slug}${connection.kind === 'dev' ? ', a development IdP' : ''}${connection.enabled ? ', enabled without a test sign-in' : ', not enabled yet'}.`,
    );
    say(`Give the IdP this metadata:  ${env().publicUrl}/saml/${slug}/metadata`);
    say(`Its ACS address is:          ${env().publicUrl}/saml/${slug}/acs`);
  });
}

async function metadataFrom(place: string): Promise<string> {
  if (/^https?:\/\//i.test(place)) return fetchMetadata(place);
  try {
    return readFileSync(place, 'utf8');
  } catch {
    throw new Usage(
      `The file ${place} cannot be read. Name the IdP's metadata as a file or as an https URL.`,
    );
  }
}
