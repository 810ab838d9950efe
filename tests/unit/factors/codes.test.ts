import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeKind, digestCode, digestsOf, mintCode, readCode } from '#lib/factors/codes.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const kinds = fc.constantFrom<CodeKind>('recovery_code', 'sealed_code');
const minted = kinds.map((kind) => ({ kind, code: mintCode(kind) }));
const key = (version: number) => ({ version, key: randomBytes(32) });
const keyring = { root: [key(1)], peppers: [key(1), key(2)], checkValue: '' };

/** The same code as people type it: any case, any spacing, letters that look like digits. */
const asTyped = (code: string) =>
  fc
    .array(
      fc.tuple(fc.boolean(), fc.constantFrom('', ' ', '-', ' - ', '\u2013', '\u00a0', '\n'), fc.nat(2)),
      {
        minLength: code.length,
        maxLength: code.length,
      },
    )
    .map((ways) =>
      [...code.replaceAll('-', '')]
        .map((character, i) => {
          const [low, gap, look] = ways[i] ?? [false, '', 0];
          const alike = character === '1' ? 'IL1'.charAt(look) : character === '0' && look ? 'O' : character;
          return `${low ? alike.toLowerCase() : alike}${gap}`;
        })
        .join(''),
    )
    .filter((typed) => typed.length <= 100);

describe('a code on paper', () => {
  it('has at least 80 random bits, in four groups of five; a sealed one 128, in seven of four', () => {
    expect(mintCode('recovery_code')).toMatch(new RegExp(`^([${alphabet}]{5}-){3}[${alphabet}]{5}$`));
    expect(mintCode('sealed_code')).toMatch(new RegExp(`^([${alphabet}]{4}-){6}[${alphabet}]{4}$`));
    expect((20 - 2) * 5).toBeGreaterThanOrEqual(80);
    expect((28 - 2) * 5).toBeGreaterThanOrEqual(128);
    expect(new Set(Array.from({ length: 1000 }, () => mintCode('recovery_code'))).size).toBe(1000);
  });

  it('uses every character of its alphabet in every random place', () => {
    const seen = Array.from({ length: 18 }, () => new Set<string>());
    for (let n = 0; n < 1500; n++)
      for (const [i, character] of [...mintCode('recovery_code').replaceAll('-', '')].entries())
        seen[i]?.add(character);
    expect(seen.map((characters) => characters.size)).toEqual(Array.from({ length: 18 }, () => 32));
  });

  it('is read however it is typed', () => {
    fc.assert(
      fc.property(
        minted.chain(({ kind, code }) => asTyped(code).map((typed) => ({ kind, code, typed }))),
        ({ kind, code, typed }) => readCode(kind, typed) === code.replaceAll('-', ''),
      ),
    );
  });

  it('with one wrong character is known as mistyped', () => {
    fc.assert(
      fc.property(minted, fc.nat(), fc.integer({ min: 1, max: 31 }), ({ kind, code }, place, by) => {
        const plain = [...code.replaceAll('-', '')];
        const at = place % plain.length;
        plain[at] = alphabet.charAt((alphabet.indexOf(plain[at] ?? '') + by) % 32);
        return readCode(kind, plain.join('')) === null;
      }),
    );
  });

  it('with two neighbours exchanged is known as mistyped', () => {
    fc.assert(
      fc.property(minted, fc.nat(), ({ kind, code }, place) => {
        const plain = [...code.replaceAll('-', '')];
        const at = place % (plain.length - 1);
        const [left = '', right = ''] = plain.slice(at, at + 2);
        plain.splice(at, 2, right, left);
        return left === right || readCode(kind, plain.join('')) === null;
      }),
    );
  });

  it('of one kind is never read as the other, and no text breaks the reading', () => {
    fc.assert(
      fc.property(
        minted,
        ({ kind, code }) => readCode(kind === 'sealed_code' ? 'recovery_code' : 'sealed_code', code) === null,
      ),
    );
    fc.assert(
      fc.property(
        kinds,
        fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string()),
        (kind, text) => {
          const read = readCode(kind, text);
          return read === null || /^[0-9A-Z]+$/.test(read);
        },
      ),
    );
  });

  it('is found under every pepper, under the newest when it is stored, and never under another kind’s name', () => {
    const code = readCode('recovery_code', mintCode('recovery_code')) ?? '';
    const stored = digestCode(keyring, 'recovery_code', code);
    expect(stored.pepperVersion).toBe(2);
    expect(stored.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digestsOf(keyring, 'recovery_code', code)).toHaveLength(2);
    expect(digestsOf(keyring, 'recovery_code', code)[1]).toBe(stored.digest);
    expect(digestsOf(keyring, 'sealed_code', code)).not.toContain(stored.digest);
  });
});

it('no file of the second factor writes a log: what was typed passes through all of them', () => {
  const folder = join(import.meta.dirname, '../../../lib/factors');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  expect(files).toContain('present.ts');
  const logging = /\/log\.ts'|\bconsole\.|process\.std/;
  expect(files.filter((file) => logging.test(readFileSync(join(folder, file), 'utf8')))).toEqual([]);
});
