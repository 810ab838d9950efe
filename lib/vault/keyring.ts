/** Promise: keys live in two files that only this user can read, and a keyring that is not this database's is never used. */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export interface VersionedKey {
  version: number;
  /** 32 bytes. */
  key: Buffer;
}

export interface Keyring {
  /** Ascending by version; the last one wraps what is written now. */
  root: VersionedKey[];
  /** Ascending by version; the last one digests new tokens. */
  peppers: VersionedKey[];
  /** Stored in Postgres at first start; proves later that this keyring belongs to that database. */
  checkValue: string;
}

/** What a gate may open: no root key, so a stolen gate reads no secret at rest. */
export interface GateKeys {
  peppers: VersionedKey[];
}

/** A keyring that is missing, unreadable or of another database; the message says what to do. */
export class KeyringProblem extends Error {
  override name = 'KeyringProblem';
}

export const keyringFolder = (dataDir: string) => join(dataDir, 'keyring');

/** Makes both files (0600) unless they exist; returns whether it made them. Throws `KeyringProblem` when only one exists. */
export function createKeyring(dir: string): boolean {
  const [root, gate] = [join(dir, 'root.keys'), join(dir, 'gate.keys')];
  if (existsSync(root) && existsSync(gate)) return false;
  // The gate's file is written last, so a first start that dies in between is simply repeated.
  if (existsSync(gate))
    throw new KeyringProblem(`${root} is missing beside ${gate}: restore the keyring from its backup.`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeWhole(root, { keys: [{ version: 1, key: randomBytes(32).toString('base64') }] });
  writeWhole(gate, { peppers: [{ version: 1, key: randomBytes(32).toString('base64') }] });
  return true;
}

/**
 * Opens the keyring in `dir`. `expected` is the check value that the database holds, or null when it holds none yet.
 * Throws `KeyringProblem`.
 */
export function openKeyring(dir: string, expected: string | null): Keyring {
  const root = readKeys(join(dir, 'root.keys'), 'keys');
  const { peppers } = openGateKeys(dir);
  const checkValue = checkOf(root, peppers);
  if (expected !== null && expected !== checkValue) {
    throw new KeyringProblem(
      `The keyring in ${dir} is not the one this database was written with: restore that keyring, or name the folder that holds it by DATA_DIR. Without it no token can be verified and no stored secret read.`,
    );
  }
  return { root, peppers, checkValue };
}

/** Opens the gate's file alone. Throws `KeyringProblem`. */
export function openGateKeys(dir: string): GateKeys {
  return { peppers: readKeys(join(dir, 'gate.keys'), 'peppers') };
}

/** The newest key of a list. */
export function currentKey(keys: VersionedKey[]): VersionedKey {
  const last = keys.at(-1);
  if (!last) throw new KeyringProblem('The keyring holds no key: restore it from its backup.');
  return last;
}

// The first versions never leave the keyring, so the value stays the same through rotations.
function checkOf(root: VersionedKey[], peppers: VersionedKey[]): string {
  const first = root[0]?.key ?? Buffer.alloc(0);
  const key = Buffer.from(hkdfSync('sha256', first, '', 'gatehouse keyring check', 32));
  return createHmac('sha256', key)
    .update(peppers[0]?.key ?? '')
    .digest('hex');
}

function readKeys(file: string, field: 'keys' | 'peppers'): VersionedKey[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new KeyringProblem(
      missing
        ? `${file} is missing: restore the keyring from its backup, or name the folder that holds it by DATA_DIR.`
        : `${file} cannot be read by this user: give it to the user that runs Gatehouse, mode 0600.`,
    );
  }
  if ((statSync(file).mode & 0o077) !== 0)
    throw new KeyringProblem(`${file} can be read by other users: run chmod 600 ${file}`);
  try {
    const entries = (JSON.parse(text) as Record<string, { version: number; key: string }[]>)[field] ?? [];
    const keys = entries.map(({ version, key }) => ({ version, key: Buffer.from(key, 'base64') }));
    if (keys.length === 0 || keys.some((k) => k.key.length !== 32 || !Number.isInteger(k.version)))
      throw new Error('shape');
    return keys.sort((a, b) => a.version - b.version);
  } catch {
    throw new KeyringProblem(`${file} is damaged: restore the keyring from its backup.`);
  }
}

// Written beside and renamed, so that a kill or a full disk never leaves half a keyring.
function writeWhole(file: string, content: object): void {
  const beside = `${file}.new`;
  const handle = openSync(beside, 'w', 0o600);
  writeSync(handle, `${JSON.stringify(content, null, 2)}\n`);
  fsyncSync(handle);
  closeSync(handle);
  chmodSync(beside, 0o600);
  renameSync(beside, file);
}
