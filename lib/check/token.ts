/** Promise: a token that was not minted here, or was mistyped by one character, is known as such without a digest or a look-up. */
import { createHmac, hash, randomBytes } from 'node:crypto';

export type TokenKind = 'sk' | 'pk' | 'sa';

export interface TokenParts {
  kind: TokenKind;
  environment: string;
  /** The 12 characters that name the token; no secret. */
  tokenId: string;
}

/** Kind of a key -> the letters that stand in its tokens. */
export const tokenKinds = { secret: 'sk', publishable: 'pk', service: 'sa' } as const;

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const slug = /^[a-z][a-z0-9-]{0,30}$/;
const form = /^gth_(?:sk|pk|sa)_[a-z][a-z0-9-]{0,30}_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/;
const provisioningForm = /^gth_sc_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/;
const checksumSize = 6;
const tailSize = 12 + 1 + 43 + 1 + checksumSize; // token id, secret, checksum

/** Makes a token: 43 base62 characters carry 256 random bits. It exists nowhere else; store its digest. */
export function mintToken({ kind, environment }: { kind: TokenKind; environment: string }): {
  token: string;
  tokenId: string;
} {
  if (!slug.test(environment)) throw new RangeError('an environment is named by [a-z][a-z0-9-]{0,30}');
  return minted(`gth_${kind}_${environment}`);
}

/** Makes a token of a provisioning client. It is of the console's door: the gate knows no kind `sc` and refuses its shape. */
export function mintProvisioningToken(): string {
  return minted('gth_sc').token;
}

/** Shape and checksum of such a token alone. */
export function isProvisioningToken(token: string): boolean {
  return provisioningForm.test(token) && hasChecksum(token);
}

function minted(head: string): { token: string; tokenId: string } {
  const tokenId = randomBase62(12);
  const body = `${head}_${tokenId}_${randomBase62(43)}`;
  return { token: `${body}_${checksum(body, body.length)}`, tokenId };
}

/** Judges shape and checksum alone; null for everything that cannot be one of ours. Computes no digest. */
export function parseToken(token: string): TokenParts | null {
  if (!isWhole(token)) return null;
  const tail = token.length - tailSize;
  return {
    kind: token.slice(4, 6) as TokenKind,
    environment: token.slice(7, tail - 1),
    tokenId: token.slice(tail, tail + 12),
  };
}

/** The same judgement as `parseToken` without taking the token apart: what every call passes first. */
export function isWhole(token: string): boolean {
  return form.test(token) && hasChecksum(token);
}

function hasChecksum(token: string): boolean {
  return token.endsWith(checksum(token, token.length - checksumSize - 1));
}

/** HMAC-SHA-256 under the pepper: a stolen table of digests is worthless without the keyring. */
export function digestToken(pepperKey: Buffer, token: string): Buffer {
  return createHmac('sha256', pepperKey).update(token, 'latin1').digest();
}

/** Digest of a whole token, hex. */
export type Digest = (token: string) => string;

const block = 64;
const longest = 256;

/**
 * `digestToken` for one pepper, prepared for many calls: HMAC's two padded blocks (RFC 2104, 2) are laid out
 * once and hashed in one shot each, which takes less than half the time of an Hmac object per call.
 */
export function digester(pepperKey: Buffer): Digest {
  if (pepperKey.length > block) throw new RangeError('a pepper has at most 64 bytes');
  const inner = Buffer.alloc(block + longest, 0x36);
  const outer = Buffer.alloc(block + 32, 0x5c);
  for (const [i, byte] of pepperKey.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  return (token) => {
    // A longer text would be cut, and two texts with one beginning would share a digest.
    if (token.length > longest) throw new RangeError('longer than any token');
    const size = inner.write(token, block, 'latin1');
    outer.write(hash('sha256', inner.subarray(0, block + size), 'binary'), block, 'latin1');
    return hash('sha256', outer, 'hex');
  };
}

// Bytes from 248 are drawn again: 256 is no multiple of 62, so a plain remainder would favour the first eight characters.
function randomBase62(length: number): string {
  let out = '';
  while (out.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && out.length < length) out += base62[byte % 62];
    }
  }
  return out;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

// CRC-32 (ISO-HDLC) finds every change of a single character. It is no secret: it spares work, it proves nothing.
function checksum(text: string, end: number): string {
  let crc = 0xffffffff;
  for (let i = 0; i < end; i++) crc = (crcTable[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0) ^ (crc >>> 8);
  let rest = (crc ^ 0xffffffff) >>> 0;
  let out = '';
  for (let i = 0; i < checksumSize; i++) {
    out = (base62[rest % 62] ?? '') + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}
