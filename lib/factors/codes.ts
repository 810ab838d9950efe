/** Promise: a code that is typed from paper is read whatever its case and spacing, and a mistyped one is known without a look-up. */
import { randomBytes } from 'node:crypto';
import { digestToken } from '../check/token.ts';
import { currentKey, type Keyring } from '../vault/keyring.ts';

export type CodeKind = 'recovery_code' | 'sealed_code';

/** Crockford's base32: no letter that looks like a digit, and no U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const checkSize = 2;
/** Random characters of five bits each: 90 bits in a recovery code, 130 in a sealed one. */
const forms: Record<CodeKind, { body: number; group: number }> = {
  recovery_code: { body: 18, group: 5 },
  sealed_code: { body: 26, group: 4 },
};

/** A new code, grouped for paper. It exists nowhere else; store its digest. */
export function mintCode(kind: CodeKind): string {
  const { body, group } = forms[kind];
  // 256 is a multiple of 32, so the remainder favours no character.
  const symbols = [...randomBytes(body)].map((byte) => byte & 31);
  const code = [...symbols, ...checkOf(symbols)].map((symbol) => alphabet[symbol]).join('');
  return code.match(new RegExp(`.{${group}}`, 'g'))?.join('-') ?? code;
}

/** The code in its one stored spelling, or null where it cannot be one of that kind. */
export function readCode(kind: CodeKind, typed: string): string | null {
  if (typed.length > 100) return null;
  const code = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const symbols = [...code].map((character) => alphabet.indexOf(character));
  const { body } = forms[kind];
  if (symbols.length !== body + checkSize || symbols.includes(-1)) return null;
  const check = checkOf(symbols.slice(0, body));
  return check.every((symbol, i) => symbol === symbols[body + i]) ? code : null;
}

/** What is stored of a code, minted or read: a stolen table is worthless without the keyring. */
export function digestCode(keyring: Keyring, kind: CodeKind, code: string) {
  const { version, key } = currentKey(keyring.peppers);
  return { digest: hex(key, kind, code.replaceAll('-', '')), pepperVersion: version };
}

/** Its digest under every pepper: a code outlives the rotation of the pepper that it was stored under. */
export function digestsOf(keyring: Keyring, kind: CodeKind, code: string): string[] {
  return keyring.peppers.map(({ key }) => hex(key, kind, code));
}

// Named by its kind, so that a digest of one kind is never one of another, nor of an API token.
function hex(pepper: Buffer, kind: CodeKind, code: string): string {
  return digestToken(pepper, `${kind}:${code}`).toString('hex');
}

// A CRC of ten bits finds every burst of up to ten: one wrong character, or two neighbours exchanged. It is no secret.
function checkOf(symbols: number[]): number[] {
  let crc = 0x3ff;
  for (const symbol of symbols) {
    for (let bit = 4; bit >= 0; bit--) {
      const high = ((crc >> 9) ^ (symbol >> bit)) & 1;
      crc = ((crc << 1) & 0x3ff) ^ (high ? 0x233 : 0);
    }
  }
  return [crc >> 5, crc & 31];
}
