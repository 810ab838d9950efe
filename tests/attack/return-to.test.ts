/** Where a sign-in or a proof leads back to, in spellings that a browser reads otherwise than this house does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paths, safeReturnTo } from '#lib/paths.ts';

const console_ = 'https://console.example';
const asBrowsersRead = (text: string) => new URL(text, console_);

/**
 * A link of our own to such an address says "same-origin": by `/step-up?returnTo=...` another site could put a button
 * onto our page that asks the IdP for the proof of a change that the attacker chose.
 */
describe('a path to return to', () => {
  it.each([
    ['a step-up behind a dot segment', '/x/../saml/acme/login?purpose=step-up&binding=00'],
    ['a step-up behind one in percent', '/x/%2e%2E/saml/acme/login?purpose=step-up'],
    ['a test sign-in behind a dot', '/./saml/acme/login?purpose=test'],
    ['a door with a letter in percent', '/%73aml/acme/login?purpose=step-up'],
    ['a door with a fragment', '/sign-out#now'],
    ['another host behind a dot segment', '/x/..//evil.example/'],
    ['another host behind a dot', '/.//evil.example/'],
    ['another host behind one in percent', '/%2e%2e//evil.example/'],
  ])('that is %s leads home', (_, text) => {
    expect(safeReturnTo(text)).toBe('/');
  });

  it('is the very path that a browser goes to, and stays so when its path is read once more', () => {
    const part = fc.constantFrom('.', '..', '%2e', '%2E.', '', 'x', 'saml', 'keys', '%73aml', '?', '#', '//');
    const text = fc.array(part, { maxLength: 8 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(text, (wanted) => {
        const { pathname, search, hash } = asBrowsersRead(safeReturnTo(wanted));
        const again = asBrowsersRead(`${pathname}${search}${hash}`);
        return again.origin === console_ && !/^\/saml(\/|$)/i.test(decodeURIComponent(again.pathname));
      }),
      { numRuns: 2000 },
    );
  });

  it('of the console is kept as it is', () => {
    const id = '0199c1b2-0000-7000-8000-000000000000';
    const ours = [
      '/keys?state=active&q=..%2F..%2Fa//b',
      paths.restoreConnection(id, 3),
      paths.removeCertificate(id, 'AA:BB'),
      paths.auditEvent(7),
      paths.whyReference('GH-0000'),
      `${paths.newRecoveryCodes}?returnTo=%2Fkeys`,
    ];
    for (const path of ours) expect(safeReturnTo(path)).toBe(path);
  });
});
