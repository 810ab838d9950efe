import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Every copy of a package that the lock holds, wherever it is nested. */
function locked(name: string): { at: string; version: string; integrity: string }[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  return Object.entries(packages)
    .filter(([at]) => at.endsWith(`node_modules/${name}`))
    .map(([at, { version, integrity }]) => ({ at, version, integrity }));
}

const atLeast = (version: string, floor: string) =>
  version.localeCompare(floor, 'en', { numeric: true }) >= 0;

describe('what judges signatures', () => {
  it.each([
    ['@node-saml/node-saml', '5.1.0'],
    ['@node-saml/passport-saml', '5.1.0'],
    ['xml-crypto', '6.3.0'],
  ])('%s is there once, at %s or later, by its hash', (name, floor) => {
    const copies = locked(name);
    expect(copies).toHaveLength(1);
    expect(copies.every((c) => atLeast(c.version, floor) && c.integrity.startsWith('sha512-'))).toBe(true);
  });

  it('every copy of xmldom is pinned by its hash, and none is older than its last repaired line', () => {
    const copies = locked('@xmldom/xmldom');
    expect(copies.length).toBeGreaterThan(0);
    for (const { at, version, integrity } of copies)
      expect([at, atLeast(version, '0.8.10'), integrity.startsWith('sha512-')]).toEqual([at, true, true]);
  });

  it('package.json names exact versions of all that sign-in rests on', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const name of ['@node-saml/node-saml', '@node-saml/passport-saml', '@xmldom/xmldom', 'xml-crypto'])
      expect(dependencies[name], name).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
