import { removeConnection } from '#lib/connections/commands.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { operatorIdByEmail } from '#lib/operators/queries.ts';
import { cliReader, options, runCommand, say, Usage } from './terminal/run.ts';

const usage =
  'connection remove --name SLUG [--successor-connection SLUG --successor-email E] [--reason TEXT] [--recovery]';

/** Works without the console, so that a development IdP can be taken out of a database that others reach. */
export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      name: { type: 'string' },
      'successor-connection': { type: 'string' },
      'successor-email': { type: 'string' },
      reason: { type: 'string', default: 'removed from the command line' },
    },
    ['name'],
  );
  const connection = await connectionBySlug(given.name ?? '');
  if (!connection) throw new Usage(`There is no connection named ${given.name}.`);
  const heir = given['successor-email'];
  const successorId = heir
    ? await operatorIdByEmail(cliReader(), given['successor-connection'] ?? '', heir)
    : null;
  const input = { id: connection.id, reason: given.reason ?? '', successorId };
  return runCommand(given, removeConnection, input, () =>
    say(`Removed ${given.name}. Nobody signs in through it any more.`),
  );
}
