import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digester, digestToken, isWhole, mintToken, parseToken } from '#lib/check/token.ts';

const kinds = fc.constantFrom('sk' as const, 'pk' as const, 'sa' as const);
const environments = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
const minted = fc
  .record({ kind: kinds, environment: environments })
  .map((parts) => ({ ...parts, ...mintToken(parts) }));
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

describe('token', () => {
  test('what is minted is read back: kind, environment and token id', () => {
    fc.assert(
      fc.property(minted, ({ token, tokenId, kind, environment }) => {
        expect(parseToken(token)).toEqual({ kind, environment, tokenId });
        expect(token).toMatch(/^gth_(sk|pk|sa)_[a-z0-9-]+_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
      }),
    );
  });

  test('every change of a single character, at every place, is refused by shape and checksum', () => {
    const { token } = mintToken({ kind: 'sk', environment: 'production' });
    for (let at = 0; at < token.length; at++) {
      for (const other of printable) {
        if (other === token[at]) continue;
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        expect(parseToken(changed), changed).toBeNull();
      }
    }
  });

  test('a character too many, too few, or two that changed places is refused', () => {
    fc.assert(
      fc.property(minted, fc.nat(), fc.constantFrom(...printable), ({ token }, n, character) => {
        const at = n % token.length;
        expect(isWhole(token.slice(0, at) + token.slice(at + 1))).toBe(false);
        expect(isWhole(token.slice(0, at) + character + token.slice(at))).toBe(false);
        const swapped = token.slice(0, at) + (token[at + 1] ?? '') + token[at] + token.slice(at + 2);
        expect(isWhole(swapped)).toBe(swapped === token);
      }),
    );
  });

  test('no text is a token by accident', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseToken(text) === null));
    for (const text of [
      '',
      'gth_',
      '__proto__',
      `gth_sk_production_${'a'.repeat(12)}_${'b'.repeat(43)}_${'c'.repeat(6)}`,
    ]) {
      expect(parseToken(text)).toBeNull();
    }
  });

  test('a newline behind a token is not overlooked', () => {
    const { token } = mintToken({ kind: 'pk', environment: 'sandbox' });
    for (const odd of [`${token}\n`, `\n${token}`, `${token}\0`, ` ${token}`])
      expect(parseToken(odd)).toBeNull();
  });

  test('the checksum is the CRC-32 of all before its underscore, in base62', () => {
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    fc.assert(
      fc.property(minted, ({ token }) => {
        const number = [...token.slice(-6)].reduce((n, c) => n * 62 + alphabet.indexOf(c), 0);
        expect(number).toBe(crc32(token.slice(0, -7)));
      }),
    );
  });

  test('every base62 character is drawn equally often', () => {
    const counts = new Map<string, number>();
    const draws = 4000;
    for (let i = 0; i < draws; i++) {
      const { token } = mintToken({ kind: 'sk', environment: 'p' });
      for (const c of token.slice(-50, -7)) counts.set(c, (counts.get(c) ?? 0) + 1);
    }
    const expected = (draws * 43) / 62;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(62);
    // 61 degrees of freedom: a fair draw exceeds 140 less than once in 10 million runs; the plain remainder of a byte gives about 500.
    expect(chiSquare).toBeLessThan(140);
  });

  test('the digest is HMAC-SHA-256 under the pepper, and the prepared one is the same', () => {
    fc.assert(
      fc.property(minted, fc.uint8Array({ minLength: 1, maxLength: 64 }), ({ token }, pepper) => {
        const oracle = createHmac('sha256', pepper).update(token).digest('hex');
        expect(digestToken(Buffer.from(pepper), token).toString('hex')).toBe(oracle);
        expect(digester(Buffer.from(pepper))(token)).toBe(oracle);
      }),
    );
  });

  test('a short token after a long one leaves no trace of the long one in its digest', () => {
    const digest = digester(Buffer.alloc(32, 7));
    const short = mintToken({ kind: 'sk', environment: 'p' }).token;
    const before = digest(short);
    digest(mintToken({ kind: 'sk', environment: 'p'.repeat(31) }).token);
    expect(digest(short)).toBe(before);
  });
});
