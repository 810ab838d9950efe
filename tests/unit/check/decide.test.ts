import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '#lib/check/decide.ts';
import { mintToken } from '#lib/check/token.ts';
import { day, makeCall, makePolicy, now, type PolicyOptions } from './policy.ts';

type Asked = Parameters<typeof makeCall>[0];

/** The reason for which a call with the policy's token is refused, or 'allowed'. */
function answer(policy: PolicyOptions = {}, call: Asked = {}): string {
  const { token, snapshot } = makePolicy(policy);
  const decision = decide(snapshot, makeCall({ token, ...call }), now);
  return decision.allow ? 'allowed' : decision.reason;
}

const v4 = '203.0.113.0/28';

describe('a call', () => {
  test('with a known, active key and no list passes', () => {
    expect(answer()).toBe('allowed');
    expect(answer({ pepper: 1 })).toBe('allowed');
  });

  test('without a key, or with another’s, is refused for that', () => {
    expect(answer({}, { token: null })).toBe('no_credential');
    expect(answer({}, { token: '' })).toBe('malformed');
    expect(answer({}, { token: mintToken({ kind: 'sk', environment: 'production' }).token })).toBe('unknown');
  });

  test('whose token has one wrong character is refused before any digest is computed', () => {
    const { token, snapshot } = makePolicy();
    const used: string[] = [];
    const digest = (text: string) => {
      used.push(text);
      throw new Error('a digest was computed');
    };
    const watched = { ...snapshot, digests: [digest] };
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(character !== token[at]);
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        expect(decide(watched, makeCall({ token: changed }), now)).toMatchObject({
          allow: false,
          reason: 'malformed',
        });
      }),
      { numRuns: 2000 },
    );
    expect(used).toEqual([]);
    expect(() => decide(watched, makeCall({ token }), now)).toThrow('a digest was computed');
  });

  test.each(['suspended', 'revoked', 'expired'] as const)('of a %s key is refused for that', (keyState) => {
    expect(answer({ token: { keyState } })).toBe(keyState);
  });

  test('is refused from the very instant at which the key expires', () => {
    expect(answer({ token: { expiresAt: now + 1 } })).toBe('allowed');
    expect(answer({ token: { expiresAt: now } })).toBe('expired');
    expect(answer({ token: { expiresAt: null } })).toBe('allowed');
  });

  test('with the old token passes until the overlap ends', () => {
    expect(answer({ token: { tokenState: 'deprecated', tokenEndsAt: now + 1 } })).toBe('allowed');
    expect(answer({ token: { tokenState: 'deprecated', tokenEndsAt: now } })).toBe('overlap_ended');
    expect(answer({ token: { tokenState: 'deprecated', tokenEndsAt: null } })).toBe('overlap_ended');
    expect(answer({ token: { tokenState: 'ended', tokenEndsAt: now + 1 } })).toBe('overlap_ended');
  });

  test('with a service key is refused: it automates Gatehouse, it calls nothing behind it', () => {
    expect(answer({ token: { keyKind: 'service' } })).toBe('kind');
    expect(answer({ token: { keyKind: 'publishable' } })).toBe('allowed');
    expect(answer({ token: { keyKind: 'publishable' } }, { kinds: ['secret'] })).toBe('kind');
  });

  test('is refused where only another environment’s keys pass', () => {
    expect(answer({}, { environments: ['production'] })).toBe('allowed');
    expect(answer({}, { environments: ['sandbox'] })).toBe('environment');
    expect(answer({}, { environments: ['production', 'sandbox'] })).toBe('environment');
  });

  test('over too old a TLS is refused; a version that nobody told passes where 1.2 is the minimum, and not where 1.3 is', () => {
    expect(answer({}, { tlsVersion: '1.1' })).toBe('tls');
    expect(answer({ minTlsVersion: '1.3' }, { tlsVersion: '1.2' })).toBe('tls');
    expect(answer({ minTlsVersion: '1.3' }, { tlsVersion: '1.3' })).toBe('allowed');
    expect(answer({ minTlsVersion: '1.2' }, { tlsVersion: null })).toBe('allowed');
    expect(answer({ minTlsVersion: '1.3' }, { tlsVersion: null })).toBe('tls');
    expect(answer({ token: { environmentId: 'not-there' } }, { tlsVersion: '1.2' })).toBe('tls');
  });

  test('without the scope it needs is refused', () => {
    expect(answer({}, { scope: 'checks:write' })).toBe('allowed');
    expect(answer({}, { scope: 'checks' })).toBe('scope');
  });
});

describe('allow-lists', () => {
  test('an enforced list lets through what it holds and nothing else', () => {
    expect(answer({ lists: [{ cidrs: [v4] }] })).toBe('allowed');
    expect(answer({ lists: [{ cidrs: [v4] }] }, { from: '203.0.113.16' })).toBe('address');
    expect(answer({ lists: [{ cidrs: [v4] }] }, { from: '::ffff:203.0.113.7' })).toBe('allowed');
    expect(answer({ lists: [{ cidrs: [v4] }] }, { from: 'not an address' })).toBe('address');
  });

  test('an enforced and empty list refuses every call', () => {
    expect(answer({ lists: [{}] })).toBe('address');
    expect(answer({ lists: [{ environmentId: 'production' }] })).toBe('address');
  });

  test('an off or observed list refuses none, and an observed one says what it would have done', () => {
    expect(answer({ lists: [{ mode: 'off' }] })).toBe('allowed');
    const { token, snapshot } = makePolicy({
      lists: [
        { mode: 'observe', cidrs: ['10.0.0.0/8'], domains: ['a.example'] },
        { applicationId: 'app-1', mode: 'observe' },
      ],
    });
    expect(decide(snapshot, makeCall({ token }), now)).toMatchObject({
      allow: true,
      observed: [
        { rule: 'address', list: 'key' },
        { rule: 'domain', list: 'key' },
        { rule: 'address', list: 'application' },
      ],
    });
  });

  test('a call must pass the lists of key, application and environment, each of them', () => {
    const holds = { cidrs: [v4] };
    const other = { cidrs: ['198.51.100.0/24'] };
    const owners = [{}, { applicationId: 'app-1' }, { environmentId: 'production' }];
    expect(answer({ lists: owners.map((owner) => ({ ...owner, ...holds })) })).toBe('allowed');
    for (const odd of owners) {
      expect(
        answer({ lists: owners.map((owner) => ({ ...owner, ...(owner === odd ? other : holds) })) }),
      ).toBe('address');
    }
    expect(
      answer({
        lists: [
          { applicationId: 'app-2', ...other },
          { environmentId: 'sandbox', ...other },
        ],
      }),
    ).toBe('allowed');
  });

  test('domains alone do not restrict addresses, addresses alone do not restrict domains', () => {
    expect(
      answer({ lists: [{ domains: ['*.example.com'] }] }, { domain: 'app.example.com', from: '192.0.2.1' }),
    ).toBe('allowed');
    expect(answer({ lists: [{ cidrs: [v4] }] }, { domain: 'evil.example' })).toBe('allowed');
    const both = { cidrs: [v4], domains: ['app.example.com'] };
    expect(answer({ lists: [both] }, { domain: 'app.example.com', from: '192.0.2.1' })).toBe('address');
    expect(answer({ lists: [both] }, { domain: 'evil.example' })).toBe('domain');
  });

  test('a missing domain is refused where domains are named', () => {
    expect(answer({ lists: [{ domains: ['app.example.com'] }] }, { domain: null })).toBe('domain');
  });
});

test('of several faults the cheapest to find is the reason, in the order of docs/architecture.md', () => {
  const faults: [string, PolicyOptions, Asked][] = [
    ['kind', { token: { keyKind: 'service' } }, {}],
    ['revoked', { token: { keyState: 'revoked' } }, {}],
    ['expired', { token: { expiresAt: now - day } }, {}],
    ['overlap_ended', { token: { tokenState: 'deprecated', tokenEndsAt: now } }, {}],
    ['environment', {}, { environments: ['sandbox'] }],
    ['tls', {}, { tlsVersion: '1.0' }],
    ['address', { lists: [{ cidrs: ['10.0.0.0/8'], domains: ['a.example'] }] }, {}],
    ['domain', { lists: [{ domains: ['a.example'] }] }, {}],
    ['scope', {}, { scope: 'other' }],
  ];
  for (let from = 0; from < faults.length; from++) {
    const rest = faults.slice(from).reverse();
    const lists = rest.flatMap(([, policy]) => policy.lists ?? []).slice(-1);
    const token = Object.assign({}, ...rest.map(([, policy]) => policy.token ?? {}));
    const call = Object.assign({}, ...rest.map(([, , asked]) => asked));
    expect(answer({ token, lists }, call)).toBe(faults[from]?.[0]);
  }
});
