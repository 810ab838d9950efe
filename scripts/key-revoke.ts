import { revokeKey } from '#lib/keys/commands.ts';
import { keyIdByName } from '#lib/keys/lookup.ts';
import { cliReader, options, runCommand, say } from './terminal/run.ts';

const usage =
  'key revoke --key NAME-or-ID [--application NAME] [--environment production|sandbox] --reason TEXT';

export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      key: { type: 'string' },
      application: { type: 'string' },
      environment: { type: 'string', default: 'production' },
      reason: { type: 'string' },
    },
    ['key', 'reason'],
  );
  const id = await keyIdByName(cliReader(given.environment), given.key ?? '', given.application);
  return runCommand(given, revokeKey, { id, reason: given.reason ?? '' }, () =>
    say(`Revoked ${given.key}. Calls with it are refused within a second.`),
  );
}
