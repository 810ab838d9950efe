import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAddress, socketSource } from '#lib/check/address.ts';
import { compileAddresses } from '#lib/check/allow-list.ts';
import { decide } from '#lib/check/decide.ts';
import { explain, reasonText } from '#lib/check/explain.ts';
import { type Facts, factsOf } from '#lib/check/facts.ts';
import { day, makeCall, makePolicy, now, type PolicyOptions } from './policy.ts';

/** Decides, keeps the facts as the database would, and explains them. */
function why(policy: PolicyOptions, asked: Parameters<typeof makeCall>[0] = {}) {
  const { token, tokenId, snapshot } = makePolicy(policy);
  const call = makeCall({ token, ...asked });
  const decision = decide(snapshot, call, now);
  const stored = JSON.stringify(factsOf(snapshot, call, now, decision));
  return { decision, token, tokenId, stored, steps: explain(JSON.parse(stored) as Facts) };
}

const stepOf: Record<string, string> = {
  no_credential: 'Key',
  malformed: 'Key',
  unknown: 'Look-up',
  kind: 'Look-up',
  suspended: 'State and times',
  revoked: 'State and times',
  expired: 'State and times',
  overlap_ended: 'State and times',
  environment: 'Environment',
  tls: 'TLS',
  address: 'Source address',
  domain: 'Domain',
  scope: 'Scope',
};

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const lists = fc.array(
  fc.record({
    mode: some('off', 'observe', 'enforce'),
    applicationId: some(null, 'app-1'),
    cidrs: fc.subarray(['203.0.113.0/28', '10.0.0.0/8', '2001:db8::/48']),
    domains: fc.subarray(['a.example', '*.b.example']),
  }),
  { maxLength: 2 },
);
const policies = fc.record({
  token: fc.record({
    keyKind: some('secret', 'service'),
    keyState: some('active', 'active', 'active', 'suspended', 'revoked', 'expired'),
    expiresAt: some(null, now + day, now),
    tokenState: some('current', 'deprecated', 'ended'),
    tokenEndsAt: some(null, now + day, now),
  }),
  lists,
  minTlsVersion: some('1.2', '1.3'),
});
const calls = fc.record(
  {
    token: some(null, '', 'gth_sk_production'),
    from: some('203.0.113.7', '192.0.2.1', '2001:db8::1', ''),
    domain: some(null, 'a.example', 'x.b.example', 'evil.example'),
    tlsVersion: some(null, '1.1', '1.2', '1.3'),
    scope: some(null, 'checks:write', 'other'),
    environments: some([], ['production'], ['sandbox']),
  },
  { requiredKeys: [] },
);

describe('an explanation', () => {
  test('stops at the check that refused, whatever the policy and the call, and holds no token', () => {
    fc.assert(
      fc.property(policies, calls, (policy, asked) => {
        const { decision, steps, stored, token } = why(
          policy as PolicyOptions,
          asked as Parameters<typeof makeCall>[0],
        );
        const stopped = steps.filter((step) => step.status === 'stopped').map((step) => step.name);
        expect(stopped).toEqual(decision.allow ? [] : [stepOf[decision.reason]]);
        const at = steps.findIndex((step) => step.status === 'stopped');
        expect(steps.map((step) => step.status)).toEqual(
          steps.map((_, i) => (at < 0 || i < at ? 'passed' : i === at ? 'stopped' : 'skipped')),
        );
        expect(stored).not.toContain(token.slice(-50));
      }),
      { numRuns: 1000 },
    );
  });

  test('of a refused address shows each entry with its verdict and how the address was found', () => {
    const cidrs = ['203.0.113.64/27', '203.0.113.0/28', '2001:db8:4c1::/48'];
    const source = clientAddress(socketSource('10.0.4.2'), '203.0.113.77', compileAddresses(['10.0.4.0/24']));
    const { steps, tokenId } = why({ lists: [{ cidrs: cidrs.slice(1) }] }, { source });
    expect(steps).toEqual([
      { name: 'Key', status: 'passed', text: `well-formed, checksum holds · ${tokenId}…` },
      { name: 'Look-up', status: 'passed', text: 'known by its digest · claims-gateway-primary' },
      { name: 'State and times', status: 'passed', text: 'active, expires in 41 d' },
      { name: 'Environment', status: 'passed', text: 'production key, any environment is served here' },
      { name: 'TLS', status: 'passed', text: '1.3, at least 1.2 asked' },
      {
        name: 'Source address',
        status: 'stopped',
        text: 'no entry of the key’s list holds 203.0.113.77',
        evidence: [
          { entry: '203.0.113.0/28', list: 'key', verdict: 'does not hold it' },
          { entry: '2001:db8:4c1::/48', list: 'key', verdict: 'other family' },
        ],
        note: 'The address was taken from X-Forwarded-For, set by the trusted proxy 10.0.4.2.',
      },
      { name: 'Domain', status: 'skipped', text: 'not reached' },
      { name: 'Scope', status: 'skipped', text: 'not reached' },
    ]);
  });

  test('of an enforced and empty list says so', () => {
    const step = why({ lists: [{ applicationId: 'app-1' }] }).steps[5];
    expect(step?.text).toBe('the application’s list is enforced and empty: it refuses every call');
  });

  test('of a long list keeps the entry that held the call, so that it still explains the later refusal', () => {
    const cidrs = Array.from({ length: 5000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`).concat(
      '203.0.113.0/28',
    );
    const { steps, stored } = why({ lists: [{ cidrs }] }, { scope: 'other' });
    expect(steps.find((step) => step.status === 'stopped')?.name).toBe('Scope');
    expect(steps[5]?.evidence).toContainEqual({ entry: '203.0.113.0/28', list: 'key', verdict: 'holds it' });
    expect(stored.length).toBeLessThan(8000);
    expect(why({ lists: [{ cidrs }] }, { from: '192.0.2.1' }).steps[5]?.text).toBe(
      'no entry of the key’s list holds 192.0.2.1; 4801 further entries, which do not hold it either, are not shown',
    );
  });

  test('tells an unknown TLS version from an old one', () => {
    const tlsOf = (tlsVersion: '1.2' | null) =>
      why({ minTlsVersion: '1.3' }, { tlsVersion }).steps.find((step) => step.status === 'stopped');
    expect(tlsOf(null)).toMatchObject({
      name: 'TLS',
      text: 'not known to the gate, at least 1.3 asked: it has to be shown',
    });
    expect(tlsOf('1.2')).toMatchObject({ name: 'TLS', text: '1.2, at least 1.3 asked' });
  });

  test('has a sentence for every reason', () => {
    expect(Object.keys(reasonText).sort()).toEqual(Object.keys(stepOf).sort());
  });
});
