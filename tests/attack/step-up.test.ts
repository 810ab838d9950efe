/** A step-up at the IdP, whole and broken in one thing each: what it proves, for whom, and that it is never a sign-in. */
import { inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import type { ResponseParameters } from '#dev/idp/response.ts';
import { digestOf } from '#lib/auth/cookies.ts';
import { endSession } from '#lib/auth/session-commands.ts';
import { db } from '#lib/db/client.ts';
import { makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { acme, Browser, eventBehind, idpMetadata, publicUrl, right, type Started } from './kit.ts';

const house = acme();
const binding = 'b1'.repeat(32);
const cookie = '__Host-gatehouse';

async function signedIn(browser = new Browser()): Promise<Browser> {
  const started = await browser.start();
  await browser.post({ SAMLResponse: await right(house.key, started), RelayState: started.relayState });
  return browser;
}

const sessionOf = (browser: Browser) =>
  db().session.findUniqueOrThrow({ where: { digest: digestOf(browser.cookies.get(cookie) ?? '') } });
const proofs = () => db().proof.count();

function ask(browser: Browser, query: string, site: string | null = 'same-origin', slug = 'acme') {
  const headers = site ? { 'sec-fetch-site': site } : {};
  return browser.ask(`/saml/${slug}/login?purpose=step-up${query}`, { headers });
}

async function asked(browser: Browser, query = '', slug = 'acme'): Promise<Started> {
  const answer = await ask(browser, query, 'same-origin', slug);
  const url = new URL(answer.headers.get('location') ?? '');
  const request = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  const relayState = url.searchParams.get('RelayState') ?? '';
  return { id: / ID="([^"]+)"/.exec(request)?.[1] ?? '', relayState, request };
}

async function answered(browser: Browser, started: Started, change: Partial<ResponseParameters> = {}) {
  const response = await right(house.key, started, change);
  // As a browser posts it across sites: the session's own cookie is Lax and stays behind.
  const kept = browser.cookies.get(cookie);
  browser.cookies.delete(cookie);
  const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
  const given = browser.cookies.get(cookie);
  if (kept) browser.cookies.set(cookie, kept);
  return { answer, given };
}

const uniform = /^http:\/\/localhost:3000\/sign-in\/refused\?reference=GH-[0-9A-Z-]{19}$/;

describe('a step-up', () => {
  it('gives its session one proof with its binding and its evidence, and changes no session', async () => {
    const browser = await signedIn();
    const before = await sessionOf(browser);
    const count = await db().session.count();
    const started = await asked(browser, `&binding=${binding}`);
    expect(started.request).toContain('ForceAuthn="true"');
    const { answer, given } = await answered(browser, started);
    expect(answer.headers.get('location')).toBe('http://localhost:3000/step-up/proven');
    expect(given).toBeUndefined();
    expect(await sessionOf(browser)).toEqual(before);
    expect(await db().session.count()).toBe(count);
    const proof = await db().proof.findFirstOrThrow({ where: { sessionId: before.id } });
    expect(proof).toMatchObject({
      operatorId: house.operatorId,
      kind: 'idp',
      context: 'https://refeds.org/profile/mfa',
      binding,
      usedAt: null,
    });
    expect(
      await db().auditEvent.findFirstOrThrow({ where: { action: 'proof.give', subjectId: proof.id } }),
    ).toMatchObject({ outcome: 'done', channel: 'saml', actorKind: 'system' });
  });

  it.each<[string, string, Partial<ResponseParameters>]>([
    ['of another person', 'other-person', { nameId: 'eve@acme.example' }],
    ['from an IdP that ignored ForceAuthn', 'not-fresh', { authnInstant: new Date(Date.now() - 120_000) }],
    [
      'without evidence of a second factor',
      'mfa',
      { contextClass: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password' },
    ],
  ])(
    '%s proves nothing; the trail says %s, and outside it looks like any refusal',
    async (_, rule, change) => {
      const browser = await signedIn();
      const count = await proofs();
      const { answer, given } = await answered(browser, await asked(browser), change);
      expect(answer.headers.get('location')).toMatch(uniform);
      expect(await eventBehind(answer)).toMatchObject({
        action: 'proof.give',
        code: rule,
        outcome: 'refused',
      });
      expect([await proofs(), given]).toEqual([count, undefined]);
    },
  );

  it('whose session has ended meanwhile proves nothing', async () => {
    const browser = await signedIn();
    const started = await asked(browser);
    const { id } = await sessionOf(browser);
    await must(endSession, { id, reason: 'ended in between' });
    const { answer } = await answered(browser, started);
    expect(await eventBehind(answer)).toMatchObject({ action: 'proof.give', code: 'session-over' });
    expect(await db().proof.count({ where: { sessionId: id } })).toBe(0);
  });

  it('of a browser that has another session by now proves nothing', async () => {
    const browser = await signedIn();
    const started = await asked(browser);
    const first = await sessionOf(browser);
    // A second sign-in ends the first session; kept open here, so that this rule alone stands in the way.
    const other = await signedIn();
    const foreign = digestOf(other.cookies.get(cookie) ?? '');
    const [secret] = (browser.cookies.get('__Host-gatehouse-signin') ?? '').split('.');
    browser.cookies.set('__Host-gatehouse-signin', `${secret}.${foreign}`);
    const { answer } = await answered(browser, started);
    expect(await eventBehind(answer)).toMatchObject({ action: 'proof.give', code: 'session-over' });
    expect(await db().proof.count({ where: { sessionId: first.id } })).toBe(0);
  });

  it('is answered by the connection of its session alone', async () => {
    const key = await makeSigningKey('Rival IdP');
    await makeConnection({
      slug: 'rival',
      name: 'Rival',
      metadata: idpMetadata(key, 'https://idp.rival.example/metadata'),
    });
    const browser = await signedIn();
    expect(await eventBehind(await ask(browser, '', 'same-origin', 'rival'))).toMatchObject({
      action: 'proof.give',
      code: 'asker',
    });
    const started = await asked(browser);
    const at = `${publicUrl}/saml/rival`;
    const response = await right(key, started, {
      issuer: 'https://idp.rival.example/metadata',
      acs: `${at}/acs`,
      audience: `${at}/metadata`,
    });
    const count = await proofs();
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState }, 'rival');
    expect((await eventBehind(answer)).code).toBe('in-response-to');
    expect(await proofs()).toBe(count);
  });

  it('posted again gives no second proof, nor does its assertion in answer to another request', async () => {
    const browser = await signedIn();
    const { id } = await sessionOf(browser);
    const started = await asked(browser);
    const change = { assertionId: '_once-for-all' };
    await answered(browser, started, change);
    expect((await eventBehind((await answered(browser, started, change)).answer)).code).toBe(
      'in-response-to',
    );
    const again = await answered(browser, await asked(browser), change);
    expect((await eventBehind(again.answer)).code).toBe('replay');
    expect(await db().proof.count({ where: { sessionId: id } })).toBe(1);
  });

  it('uses its assertion up for a sign-in, too', async () => {
    const browser = await signedIn();
    await answered(browser, await asked(browser), { assertionId: '_proof-then-sign-in' });
    const { answer } = await answered(browser, await browser.start(), { assertionId: '_proof-then-sign-in' });
    expect((await eventBehind(answer)).code).toBe('replay');
  });

  it('starts no session for a browser that has lost its own', async () => {
    const browser = await signedIn();
    const started = await asked(browser);
    browser.cookies.delete(cookie);
    const { given } = await answered(browser, started);
    expect(given).toBeUndefined();
  });

  it('answered by a sign-in’s response: a sign-in never gives a proof', async () => {
    const browser = await signedIn();
    const count = await proofs();
    await answered(browser, await browser.start());
    expect(await proofs()).toBe(count);
  });
});

describe('asking for a step-up', () => {
  it.each([
    ['another site', 'cross-site'],
    ['a sibling host', 'same-site'],
    ['a link from elsewhere', 'none'],
    ['a browser that does not say', null],
  ])('from %s is refused', async (_, site) => {
    const browser = await signedIn();
    expect(await eventBehind(await ask(browser, '', site))).toMatchObject({
      action: 'proof.give',
      code: 'asker',
    });
  });

  it('without a session is refused', async () => {
    expect((await eventBehind(await ask(new Browser(), ''))).code).toBe('asker');
  });

  it.each(['&binding=', '&binding=abc', `&binding=${'B1'.repeat(32)}`, `&binding=${'b1'.repeat(33)}`])(
    'for %s, which is no binding, is refused',
    async (query) => {
      expect((await eventBehind(await ask(await signedIn(), query))).code).toBe('asker');
    },
  );

  it('for a purpose that nobody knows is refused', async () => {
    const answer = await (await signedIn()).ask('/saml/acme/login?purpose=admin');
    expect((await eventBehind(answer)).code).toBe('asker');
  });
});

describe('a session that moved', () => {
  beforeAll(async () => {
    await makeOperator({ connection: 'acme', email: 'eve@acme.example', role: 'viewer' });
  });
  const meOf = (browser: Browser) => browser.ask('/api/v1/me');
  const proofAt = async (browser: Browser) =>
    ((await (await meOf(browser)).json()) as { session: { proofAt: string } }).session.proofAt;
  const shut = async (browser: Browser) => {
    const answer = await meOf(browser);
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: 'needs_factor' }]);
  };

  it('has no second factor there until it steps up there, and then has that one', async () => {
    const browser = await signedIn();
    const before = await proofAt(browser);
    browser.address = '198.51.100.77';
    await shut(browser);
    await answered(browser, await asked(browser));
    expect(new Date(await proofAt(browser)).getTime()).toBeGreaterThan(new Date(before).getTime() - 1000);
    browser.address = '192.0.2.99';
    await shut(browser);
    browser.address = '203.0.113.7';
    expect(new Date(await proofAt(browser)).getTime()).toBe(new Date(before).getTime());
  });
});
