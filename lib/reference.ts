import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford base32: no I, L, O, U to misread over the phone

/**
 * The public number of a refusal, `GH-XXXX-XXXX-XXXX-XXXX`: 80 random bits in Crockford base32.
 * It grants nothing; what it leads to is read under the reader's own permissions.
 */
export function newReference(): string {
  const bytes = randomBytes(10);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let out = '';
  for (let i = 0; i < 16; i++) {
    out = alphabet[Number(bits & 31n)] + out;
    bits >>= 5n;
  }
  return `GH-${out.slice(0, 4)}-${out.slice(4, 8)}-${out.slice(8, 12)}-${out.slice(12, 16)}`;
}

/** Reads a reference as people type it: any case, with or without dashes and prefix, O for 0 and I or L for 1. Null when it is none. */
export function parseReference(typed: string): string | null {
  const plain = typed.trim().toUpperCase().replace(/[\s-]/g, '');
  // Sixteen characters may begin with GH themselves; only with two more before them is it the prefix.
  const compact = (plain.length === 18 && plain.startsWith('GH') ? plain.slice(2) : plain)
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{16}$/.test(compact)) return null;
  return `GH-${compact.slice(0, 4)}-${compact.slice(4, 8)}-${compact.slice(8, 12)}-${compact.slice(12)}`;
}
