import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { open, seal } from '#lib/vault/envelope.ts';
import { createKeyring, KeyringProblem, openGateKeys, openKeyring } from '#lib/vault/keyring.ts';

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'gatehouse-vault-')), 'keyring');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const made = () => {
  createKeyring(dir);
  return openKeyring(dir, null);
};
const place = { table: 'connection', column: 'sp_private_key', row: '01' };

describe('a sealed value', () => {
  it('opens in its own cell, whatever it holds', () => {
    const ring = made();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        open(ring, place, seal(ring, place, Buffer.from(bytes))).equals(Buffer.from(bytes)),
      ),
    );
  });

  it('does not open in another row, column or table', () => {
    const ring = made();
    const stored = seal(ring, place, 'a private key');
    for (const moved of [
      { ...place, row: '02' },
      { ...place, column: 'encryption_private_key' },
      { ...place, table: 'operator' },
    ]) {
      expect(() => open(ring, moved, stored)).toThrow();
    }
  });

  it('does not open after any change of a single character', () => {
    const ring = made();
    const stored = seal(ring, place, 'a private key');
    for (let i = 0; i < stored.length; i++) {
      const other = stored[i] === 'A' ? 'B' : 'A';
      const changed = stored.slice(0, i) + other + stored.slice(i + 1);
      // The last character of base64url may carry unused bits; a change there need not change a byte.
      if (
        Buffer.from(changed.split('.').at(-1) ?? '', 'base64url').equals(
          Buffer.from(stored.split('.').at(-1) ?? '', 'base64url'),
        ) &&
        i > stored.lastIndexOf('.')
      )
        continue;
      if (
        Buffer.from(changed.split('.')[2] ?? '', 'base64url').equals(
          Buffer.from(stored.split('.')[2] ?? '', 'base64url'),
        ) &&
        i > 5 &&
        i < stored.lastIndexOf('.')
      )
        continue;
      expect(() => open(ring, place, changed), `character ${i}`).toThrow();
    }
  });

  it('names its form and the version of its root key, and never repeats', () => {
    const ring = made();
    expect(seal(ring, place, 'x')).toMatch(/^gh1\.1\.[\w-]+\.[\w-]+$/);
    expect(seal(ring, place, 'x')).not.toBe(seal(ring, place, 'x'));
  });
});

describe('the keyring', () => {
  it('is made once, readable by this user alone, and stays the same', () => {
    expect(createKeyring(dir)).toBe(true);
    expect(createKeyring(dir)).toBe(false);
    for (const file of ['root.keys', 'gate.keys']) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    expect(openKeyring(dir, null).checkValue).toBe(openKeyring(dir, null).checkValue);
  });

  it('of another database stops with a sentence that says what to do', () => {
    const other = made().checkValue;
    rmSync(dir, { recursive: true });
    made();
    expect(() => openKeyring(dir, other)).toThrow(
      /is not the one this database was written with: restore that keyring/,
    );
  });

  it('that is missing, damaged, open to others or half there stops with a sentence', () => {
    expect(() => openKeyring(dir, null)).toThrow(/is missing: restore the keyring from its backup/);
    made();
    chmodSync(join(dir, 'root.keys'), 0o644);
    expect(() => openKeyring(dir, null)).toThrow(/run chmod 600/);
    chmodSync(join(dir, 'root.keys'), 0o600);
    writeFileSync(join(dir, 'root.keys'), '{"keys":[{"version":1,"key":"c2hvcnQ="}]}');
    expect(() => openKeyring(dir, null)).toThrow(/is damaged/);
    rmSync(join(dir, 'root.keys'));
    expect(() => createKeyring(dir)).toThrow(KeyringProblem);
  });

  it('gives a gate its peppers without any root key', () => {
    made();
    expect(Object.keys(openGateKeys(dir))).toEqual(['peppers']);
    expect(readFileSync(join(dir, 'gate.keys'), 'utf8')).not.toContain('"keys"');
  });
});
