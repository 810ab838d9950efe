import { addOperator } from '#lib/operators/commands.ts';
import { options, runCommand, say } from './terminal/run.ts';

const usage =
  'operator add --connection SLUG --email E [--name NAME] [--name-id N] --role SLUG [--environment production|sandbox] [--recovery]';

export function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      connection: { type: 'string' },
      email: { type: 'string' },
      name: { type: 'string' },
      'name-id': { type: 'string' },
      role: { type: 'string' },
      environment: { type: 'string' },
    },
    ['connection', 'email', 'role'],
  );
  const input = {
    connection: given.connection ?? '',
    email: given.email ?? '',
    name: given.name,
    nameId: given['name-id'],
    role: given.role,
    environmentId: given.environment,
    reason: 'added from the command line',
  };
  return runCommand(given, addOperator, input, (operator) =>
    say(`Added ${operator.name} as ${given.role}. They sign in through ${given.connection}.`),
  );
}
