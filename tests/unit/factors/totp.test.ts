import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeAt, newSeed, setupOf, stepAt, stepOf } from '#lib/factors/totp.ts';

// RFC 6238, appendix B: the SHA-1 secret "12345678901234567890", of whose eight digits the last six.
const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const vectors: [at: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];
const instants = fc.integer({ min: 300, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));

describe('a code of an authenticator app', () => {
  it.each(vectors)('at %s s is that of RFC 6238: %s', (at, code) => {
    expect(codeAt(seed, Math.floor(at / 30))).toBe(code);
    expect(stepOf(seed, code, new Date(at * 1000))).toBe(Math.floor(at / 30));
  });

  it('counts in its own step and the ones beside it, and in no other', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -5, max: 5 }), (now, offset) => {
        const near = [-1, 0, 1].map((o) => codeAt(seed, stepAt(now) + o));
        const code = codeAt(seed, stepAt(now) + offset);
        const step = stepOf(seed, code, now);
        if (Math.abs(offset) > 1) return near.includes(code) ? step !== null : step === null;
        return step !== null && codeAt(seed, step) === code && Math.abs(step - stepAt(now)) <= 1;
      }),
      { numRuns: 50 },
    );
  });

  it('is six digits and nothing else', () => {
    const now = new Date();
    fc.assert(
      fc.property(fc.string(), (text) => /^[0-9]{6}$/.test(text) || stepOf(seed, text, now) === null),
    );
    const right = codeAt(seed, stepAt(now));
    for (const text of [` ${right}`, `${right} `, right.slice(1), `0${right}`, `${right}\n`])
      expect(stepOf(seed, text, now)).toBeNull();
    // Arabic digits are digits to some; the app shows none.
    expect(stepOf(seed, '٠١٢٣٤٥', now)).toBeNull();
  });
});

describe('a new app', () => {
  it('gets a seed of 160 random bits', () => {
    const seeds = Array.from({ length: 50 }, newSeed);
    for (const one of seeds) expect(one).toMatch(/^[A-Z2-7]{32}$/);
    expect(new Set(seeds).size).toBe(50);
  });

  it('is set up by a link that names person and installation, and by the same in a picture without style', () => {
    const { uri, typed, qr } = setupOf(seed, 'ana+1@example.test', 'gate.example.com:8443');
    const url = new URL(uri);
    expect(url.protocol).toBe('otpauth:');
    expect(url.searchParams.get('secret')).toBe(seed);
    expect(url.searchParams.get('issuer')).toBe('Gatehouse gate.example.com:8443');
    expect(decodeURIComponent(url.pathname)).toContain('ana+1@example.test');
    expect(typed.replaceAll(' ', '')).toBe(seed);
    expect(qr.path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
    // The corner of the first finder pattern, after a quiet zone of four (ISO 18004, 6.3.8).
    expect(qr.path.startsWith('M4 4h7v1h-7z')).toBe(true);
    expect(qr.size).toBeGreaterThanOrEqual(21 + 8);
  });
});
