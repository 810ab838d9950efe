import { addConnection } from '#lib/connections/commands.ts';
import { mfaPresets } from '#lib/connections/mfa-presets.ts';
import { signatureChoices, withoutMfaChoices } from '#lib/connections/settings-schema.ts';
import { env } from '#lib/env.ts';
import { isAddress, metadataFrom } from './terminal/metadata.ts';
import { options, runCommand, say, Usage } from './terminal/run.ts';

const usage =
  'connection add --metadata FILE-or-URL --name SLUG [--title TEXT] [--preset PROVIDER] [--mfa-context URI ...] [--mfa-attribute NAME=VALUE ...] [--signatures both|response|assertion] [--asks-context yes|no] [--without-mfa refuse|ask] [--enable] [--recovery]';

/** The command line skips the test sign-in when it enables; the trail says that it did. */
export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      metadata: { type: 'string' },
      name: { type: 'string' },
      title: { type: 'string' },
      preset: { type: 'string' },
      'mfa-context': { type: 'string', multiple: true },
      'mfa-attribute': { type: 'string', multiple: true },
      signatures: { type: 'string' },
      'asks-context': { type: 'string' },
      'without-mfa': { type: 'string' },
      enable: { type: 'boolean', default: false },
    },
    ['metadata', 'name'],
  );
  const slug = given.name ?? '';
  const input = {
    slug,
    name: given.title ?? slug,
    metadata: await metadataFrom(given.metadata ?? ''),
    metadataUrl: isAddress(given.metadata ?? '') ? (given.metadata ?? null) : null,
    ...evidenceOf(given),
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

interface Evidence {
  preset?: string | undefined;
  'mfa-context'?: string[] | undefined;
  'mfa-attribute'?: string[] | undefined;
  signatures?: string | undefined;
  'asks-context'?: string | undefined;
  'without-mfa'?: string | undefined;
}

/** What the preset says, each part replaced by what was named beside it. */
function evidenceOf(given: Evidence) {
  const preset = mfaPresets.find(({ slug }) => slug === given.preset);
  if (given.preset !== undefined && !preset)
    throw new Usage(`--preset is one of ${mfaPresets.map(({ slug }) => slug).join(', ')}.`);
  const signatures = oneOf('signatures', given.signatures, signatureChoices) ?? preset?.signatures;
  const asks = oneOf('asks-context', given['asks-context'], ['yes', 'no']);
  const asksContext = asks ? asks === 'yes' : preset?.asksContext;
  const mfaContexts = given['mfa-context'] ?? preset?.mfaContexts;
  const mfaAttributes = given['mfa-attribute']
    ? attributesOf(given['mfa-attribute'])
    : preset?.mfaAttributes.map((attribute) => ({ ...attribute }));
  return {
    withoutMfa:
      oneOf('without-mfa', given['without-mfa'], withoutMfaChoices) ?? preset?.withoutMfa ?? 'refuse',
    ...(signatures && { signatures }),
    ...(asksContext !== undefined && { asksContext }),
    ...(mfaContexts && { mfaContexts }),
    ...(mfaAttributes && { mfaAttributes }),
  };
}

/** Several values of one attribute stand in one row. */
function attributesOf(pairs: string[]): { name: string; values: string[] }[] {
  const rows = new Map<string, string[]>();
  for (const pair of pairs) {
    const [name = '', value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (name === '' || !pair.includes('=')) throw new Usage('--mfa-attribute is NAME=VALUE.');
    rows.set(name, [...(rows.get(name) ?? []), value]);
  }
  return [...rows].map(([name, values]) => ({ name, values }));
}

function oneOf<T extends string>(name: string, said: string | undefined, known: readonly T[]): T | undefined {
  const found = known.find((each) => each === said);
  if (said !== undefined && !found) throw new Usage(`--${name} is ${known.join(' or ')}.`);
  return found;
}
