import { db } from '../db/client.ts';
import { execute } from '../execute.ts';
import { registerKeyring } from './commands.ts';

/** Makes the database remember the keyring that stands beside it, once. Throws when that cannot be recorded. */
export async function registerKeyringOnce(): Promise<void> {
  if (await db().keyring.findUnique({ where: { id: 'current' } })) return;
  const outcome = await execute(
    registerKeyring,
    { kind: 'system', id: 'installation', name: 'Installation' },
    {},
    { origin: { channel: 'job', address: null, userAgent: null } },
  );
  if (outcome.kind === 'refused' && outcome.code !== 'already_done') throw new Error(outcome.message);
}
