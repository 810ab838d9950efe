import { db } from './db/client.ts';
import { env } from './env.ts';
import { type Keyring, keyringFolder, openKeyring } from './vault/keyring.ts';

const shared = globalThis as { [key: symbol]: Promise<Keyring> | undefined };
const slot = Symbol.for('gatehouse.keyring');

/**
 * The keyring of this process, opened once and checked against the value that this database holds.
 * Throws `KeyringProblem` when it is missing or belongs to another database.
 */
export function keyring(): Promise<Keyring> {
  const existing = shared[slot];
  if (existing) return existing;
  const opening = db()
    .keyring.findUnique({ where: { id: 'current' } })
    .then((row) => openKeyring(keyringFolder(env().dataDir), row?.checkValue ?? null));
  // A failed opening is tried again: the database may only have been away.
  opening.catch(() => {
    shared[slot] = undefined;
  });
  shared[slot] = opening;
  return opening;
}

/** Puts a keyring in place of the process's own: for tests. */
export function setKeyring(value: Keyring | undefined): void {
  shared[slot] = value && Promise.resolve(value);
}
