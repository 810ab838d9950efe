import { type ShownMetadata, showMetadata } from '#lib/connections/preview.ts';
import { connectionBySlug, metadataAddressOf } from '#lib/connections/queries.ts';
import { refreshConnection } from '#lib/connections/settings-commands.ts';
import { readForChange } from '#lib/connections/settings-queries.ts';
import { confirmed } from './terminal/confirm.ts';
import { isAddress, metadataFrom } from './terminal/metadata.ts';
import { cliReader, options, runCommand, say, Usage } from './terminal/run.ts';

const usage =
  'connection refresh --name SLUG [--metadata FILE-or-URL] --reason TEXT [--digest HEX] [--recovery]';

/**
 * For an IdP that changed its certificate before anybody refreshed it here: nobody can sign in to do it. What would
 * change is shown first, and stored only when somebody says yes to it, or names its digest.
 */
export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      name: { type: 'string' },
      metadata: { type: 'string' },
      reason: { type: 'string' },
      digest: { type: 'string' },
    },
    ['name', 'reason'],
  );
  const connection = await connectionBySlug(given.name ?? '');
  if (!connection) throw new Usage(`There is no connection named ${given.name}.`);
  const place = given.metadata ?? (await metadataAddressOf(connection.slug));
  if (!place) throw new Usage(`${given.name} has no metadata address. Name a file or an https URL: ${usage}`);
  const metadata = await metadataFrom(place);
  const reader = cliReader();
  const { id, version, settings } = await readForChange(reader, connection.id, 'connection.refresh');
  const address = isAddress(place) ? place : null;
  const shown = showMetadata(settings, { metadata, address, now: reader.now });
  if (shown.changes.length === 0) {
    say(`Nothing differs from what is stored of ${given.name}. Nothing was changed.`);
    return 0;
  }
  print(shown);
  if (given.digest === undefined && !(await confirmed('Store this?')))
    throw new Usage(
      `Nothing was changed. Compare each SHA-256 with what the provider shows, then run it again with --digest ${shown.digest}`,
    );
  const input = {
    id,
    version,
    metadata,
    digest: given.digest ?? shown.digest,
    ...(address && { metadataUrl: address }),
    reason: given.reason ?? '',
  };
  return runCommand(given, refreshConnection, input, ({ certificates }) =>
    say(
      `Refreshed ${given.name}. It trusts ${certificates === 1 ? '1 certificate' : `${certificates} certificates`} now.`,
    ),
  );
}

function print({ changes, unnamed, digest }: ShownMetadata): void {
  for (const { field, before, after } of changes) {
    say(`${field}:`);
    for (const line of before) if (!after.includes(line)) say(`  - ${line}`);
    for (const line of after) say(`  ${before.includes(line) ? ' ' : '+'} ${line}`);
  }
  for (const line of unnamed) say(`Stays, though the metadata no longer names it: ${line}`);
  say(`Digest: ${digest}`);
}
