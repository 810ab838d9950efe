import { db } from '../db/client.ts';
import { env } from '../env.ts';
import { execute } from '../execute.ts';
import { keyring } from '../keyring.ts';
import { createKeyring, keyringFolder } from '../vault/keyring.ts';
import { registerKeyring } from './commands.ts';

/**
 * First start: makes the keyring and lets the database remember it. Later: holds the one against the other.
 * Throws `KeyringProblem` when they do not belong together. Returns whether a keyring was made.
 */
export async function prepareKeyring(): Promise<boolean> {
  const known = await db().keyring.findUnique({ where: { id: 'current' }, select: { id: true } });
  const made = known ? false : createKeyring(keyringFolder(env().dataDir));
  await keyring();
  if (!known) await register();
  return made;
}

async function register(): Promise<void> {
  const outcome = await execute(
    registerKeyring,
    { kind: 'system', id: 'installation', name: 'Installation' },
    {},
    { origin: { channel: 'job', address: null, userAgent: null } },
  );
  // Two first starts at once: the other one was quicker, with the same files.
  if (outcome.kind === 'refused' && outcome.code !== 'already_done' && outcome.code !== 'conflict')
    throw new Error(outcome.message);
}
