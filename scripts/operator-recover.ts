import { recoverOperator } from '#lib/operators/commands.ts';
import { operatorIdByEmail } from '#lib/operators/queries.ts';
import { cliReader, options, runCommand, say } from './terminal/run.ts';

const usage = 'operator recover --connection SLUG --email E [--name-id N] --reason TEXT [--recovery]';

export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      connection: { type: 'string' },
      email: { type: 'string' },
      'name-id': { type: 'string' },
      reason: { type: 'string' },
    },
    ['connection', 'email', 'reason'],
  );
  const id = await operatorIdByEmail(cliReader(), given.connection ?? '', given.email ?? '');
  const input = { id, nameId: given['name-id'], reason: given.reason ?? '' };
  return runCommand(given, recoverOperator, input, () =>
    say(`${given.email} is an active account owner again. Every account owner is told on Overview.`),
  );
}
