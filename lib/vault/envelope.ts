/** Promise: what is sealed for one cell of one table opens there and nowhere else. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { currentKey, type Keyring, KeyringProblem } from './keyring.ts';

/** The cell that a secret belongs to; bound as associated data, so a ciphertext moved to another row does not open. */
export interface Place {
  table: string;
  column: string;
  row: string;
}

/**
 * Envelope encryption: AES-256-GCM under a data key of its own, which is wrapped by the root key, likewise AES-256-GCM
 * (NIST SP 800-38D, 96-bit random nonces; each data key seals once). Returns `gh1.<root version>.<wrapped>.<sealed>`,
 * base64url, so the stored form names key and version.
 */
export function seal(keyring: Keyring, place: Place, plaintext: string | Buffer): string {
  const root = currentKey(keyring.root);
  const dataKey = randomBytes(32);
  const wrapped = encrypt(root.key, associated('key', root.version, place), dataKey);
  const sealed = encrypt(dataKey, associated('value', root.version, place), Buffer.from(plaintext));
  return `gh1.${root.version}.${wrapped.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** Opens what `seal` made for the same place. Throws `KeyringProblem` for an unknown key, `Error` for anything altered or moved. */
export function open(keyring: Keyring, place: Place, stored: string): Buffer {
  const [form, version, wrapped, sealed, ...rest] = stored.split('.');
  if (form !== 'gh1' || !version || !wrapped || !sealed || rest.length > 0)
    throw new Error('not a sealed value');
  const root = keyring.root.find((k) => k.version === Number(version));
  if (!root)
    throw new KeyringProblem(`The keyring lacks root key ${version}: restore the keyring from its backup.`);
  const dataKey = decrypt(
    root.key,
    associated('key', root.version, place),
    Buffer.from(wrapped, 'base64url'),
  );
  return decrypt(dataKey, associated('value', root.version, place), Buffer.from(sealed, 'base64url'));
}

// JSON keeps the parts apart: ("a", "bc") and ("ab", "c") must not bind the same bytes.
function associated(purpose: 'key' | 'value', version: number, { table, column, row }: Place): Buffer {
  return Buffer.from(JSON.stringify([purpose, version, table, column, row]));
}

function encrypt(key: Buffer, aad: Buffer, plaintext: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, aad: Buffer, stored: Buffer): Buffer {
  if (stored.length < 28) throw new Error('not a sealed value');
  const decipher = createDecipheriv('aes-256-gcm', key, stored.subarray(0, 12)).setAAD(aad);
  decipher.setAuthTag(stored.subarray(-16));
  return Buffer.concat([decipher.update(stored.subarray(12, -16)), decipher.final()]);
}
