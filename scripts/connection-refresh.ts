import { digestOfMetadata, readIdpMetadata } from '#lib/connections/metadata.ts';
import { connectionBySlug, metadataAddressOf } from '#lib/connections/queries.ts';
import { refreshConnection } from '#lib/connections/settings-commands.ts';
import { isAddress, metadataFrom } from './terminal/metadata.ts';
import { options, runCommand, say, Usage } from './terminal/run.ts';

const usage = 'connection refresh --name SLUG [--metadata FILE-or-URL] --reason TEXT [--recovery]';

/** For an IdP that changed its certificate before anybody refreshed it here: nobody can sign in to do it. */
export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    { name: { type: 'string' }, metadata: { type: 'string' }, reason: { type: 'string' } },
    ['name', 'reason'],
  );
  const connection = await connectionBySlug(given.name ?? '');
  if (!connection) throw new Usage(`There is no connection named ${given.name}.`);
  const place = given.metadata ?? (await metadataAddressOf(connection.slug));
  if (!place) throw new Usage(`${given.name} has no metadata address. Name a file or an https URL: ${usage}`);
  const metadata = await metadataFrom(place);
  const { id, version } = connection;
  const input = {
    id,
    version,
    metadata,
    digest: digestOfMetadata(readIdpMetadata(metadata, new Date())),
    ...(isAddress(place) && { metadataUrl: place }),
    reason: given.reason ?? '',
  };
  return runCommand(given, refreshConnection, input, ({ certificates }) =>
    say(
      `Refreshed ${given.name}. It trusts ${certificates === 1 ? '1 certificate' : `${certificates} certificates`} now.`,
    ),
  );
}
