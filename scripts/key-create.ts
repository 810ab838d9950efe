import { applicationIdByName } from '#lib/applications/queries.ts';
import { createKey } from '#lib/keys/commands.ts';
import { cliReader, options, runCommand, say } from './terminal/run.ts';

const usage =
  'key create --application NAME [--environment production|sandbox] --name NAME --scope SCOPE ... [--kind secret|publishable] [--expires-days N] [--mode off|observe|enforce] [--allow ENTRY ...] [--recovery]';

export async function main(args: string[]): Promise<number> {
  const given = options(
    args,
    usage,
    {
      application: { type: 'string' },
      environment: { type: 'string', default: 'production' },
      name: { type: 'string' },
      kind: { type: 'string', default: 'secret' },
      scope: { type: 'string', multiple: true },
      'expires-days': { type: 'string' },
      mode: { type: 'string', default: 'enforce' },
      allow: { type: 'string', multiple: true },
    },
    ['application', 'name', 'scope'],
  );
  const applicationId = await applicationIdByName(cliReader(given.environment), given.application ?? '');
  const input = {
    applicationId,
    name: given.name ?? '',
    kind: given.kind as 'secret',
    scopes: given.scope ?? [],
    expiresInDays: given['expires-days'] ?? 90,
    mode: given.mode as 'enforce',
    entries: given.allow ?? [],
  };
  return runCommand(given, createKey, input, (key) => {
    process.stderr.write(
      `Created ${key.name}, active until ${key.expiresAt.toISOString()}. The token is shown this once:\n`,
    );
    say(key.token);
  });
}
