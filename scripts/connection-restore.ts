import { connectionBySlug } from '#lib/connections/queries.ts';
import { restoreConnection } from '#lib/connections/settings-commands.ts';
import { options, runCommand, say, Usage } from './terminal/run.ts';

const usage = 'connection restore --name SLUG --version N --reason TEXT [--recovery]';

/** For whoever locked everybody out by a change: works without the console, and all account owners are told. */
export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    { name: { type: 'string' }, version: { type: 'string' }, reason: { type: 'string' } },
    ['name', 'version', 'reason'],
  );
  const connection = await connectionBySlug(given.name ?? '');
  if (!connection) throw new Usage(`There is no connection named ${given.name}.`);
  const { id, version } = connection;
  const input = { id, version, former: given.version ?? '', reason: given.reason ?? '' };
  return runCommand(given, restoreConnection, input, (restored) =>
    say(`Restored version ${restored.former} of ${given.name}; it is version ${restored.version} now.`),
  );
}
