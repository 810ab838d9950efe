import { createSign } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { newId } from '#dev/idp/response.ts';
import { db } from '#lib/db/client.ts';
import { makeConnection, makeOperator } from '#prisma/factories.ts';
import { acme, Browser, eventBehind, fromConsole, idpMetadata, publicUrl, right } from './kit.ts';
import { rsaSha256, signedMessage } from './logout-message.ts';

const house = acme();
const idp = 'https://idp.out.example/metadata';
const slo = `${publicUrl}/saml/out/slo`;

beforeAll(async () => {
  const metadata = idpMetadata(house.key, idp, 'https://idp.out.example/slo');
  await makeConnection({ slug: 'out', name: 'Out', metadata });
  for (const name of ['ada', 'bo'])
    await makeOperator({ connection: 'out', email: `${name}@out.example`, role: 'viewer' });
});

/** A browser with a session at the connection that offers logout. */
async function signedIn(name = 'ada', sessionIndex = newId()): Promise<Browser> {
  const browser = new Browser();
  const started = await browser.start('', 'out');
  const response = await right(house.key, started, {
    issuer: idp,
    acs: `${publicUrl}/saml/out/acs`,
    audience: `${publicUrl}/saml/out/metadata`,
    nameId: `${name}@out.example`,
    sessionIndex,
  });
  await browser.post({ SAMLResponse: response, RelayState: started.relayState }, 'out');
  expect(browser.cookies.has('__Host-gatehouse')).toBe(true);
  return browser;
}

const openOf = (name: string) =>
  db().session.count({ where: { endedAt: null, operator: { nameId: `${name}@out.example` } } });

interface LogoutRequest {
  name: string;
  destination: string;
  issuer: string;
  id: string;
  at: Date;
  end: Date | null;
  index: string | null;
}

function logoutRequest(change: Partial<LogoutRequest> = {}): string {
  const facts = {
    name: 'ada',
    destination: slo,
    issuer: idp,
    id: newId(),
    at: new Date(),
    end: null,
    index: null,
    ...change,
  };
  const end = facts.end ? ` NotOnOrAfter="${facts.end.toISOString()}"` : '';
  const index = facts.index ? `<samlp:SessionIndex>${facts.index}</samlp:SessionIndex>` : '';
  return `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${facts.id}" Version="2.0" IssueInstant="${facts.at.toISOString()}" Destination="${facts.destination}"${end}><saml:Issuer>${facts.issuer}</saml:Issuer><saml:NameID>${facts.name}@out.example</saml:NameID>${index}</samlp:LogoutRequest>`;
}

function redirected(xml: string, key: SigningKey, algorithm = rsaSha256, parameter = 'SAMLRequest'): string {
  const query = `${parameter}=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}&SigAlg=${encodeURIComponent(algorithm)}`;
  const hash = algorithm.endsWith('sha1') ? 'sha1' : 'sha256';
  const signature = createSign(hash).update(query).sign(key.privateKey, 'base64');
  return `${query}&Signature=${encodeURIComponent(signature)}`;
}

const receive = (query: string, browser = new Browser()) => browser.ask(`/saml/out/slo?${query}`);

describe('a logout request of the IdP', () => {
  it('ends every session of that person and of nobody else, and is answered with a signature', async () => {
    await Promise.all([signedIn('ada'), signedIn('ada'), signedIn('bo')]);
    const answer = await receive(redirected(logoutRequest(), house.key));
    expect([await openOf('ada'), (await openOf('bo')) > 0]).toEqual([0, true]);
    const url = new URL(answer.headers.get('location') ?? '');
    expect(url.origin).toBe('https://idp.out.example');
    expect(url.searchParams.get('SigAlg')).toBe(rsaSha256);
    expect(
      inflateRawSync(Buffer.from(url.searchParams.get('SAMLResponse') ?? '', 'base64')).toString(),
    ).toContain('status:Success');
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'session.end', outcome: 'done' },
      orderBy: { number: 'desc' },
    });
    expect([event.channel, event.actorName, event.reason]).toEqual([
      'saml',
      'Sign-in',
      'signed out at the IdP',
    ]);
  });

  it('that names one session ends that one', async () => {
    await signedIn('ada', '_one');
    await signedIn('ada', '_two');
    await receive(redirected(logoutRequest({ index: '_one' }), house.key));
    const open = await db().session.findMany({
      where: { endedAt: null, operator: { nameId: 'ada@out.example' } },
    });
    expect(open.map((s) => s.sessionIndex)).toEqual(['_two']);
  });

  it('by form is held to the signature of its own element', async () => {
    await signedIn('ada');
    const before = await openOf('ada');
    const signed = signedMessage(logoutRequest(), house.key);
    const post = (value: string) =>
      new Browser().ask('/saml/out/slo', {
        method: 'POST',
        body: new URLSearchParams({ SAMLRequest: value }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const unsigned = await post(Buffer.from(logoutRequest()).toString('base64'));
    expect((await eventBehind(unsigned)).code).toBe('logout-signature');
    const altered = Buffer.from(Buffer.from(signed, 'base64').toString().replace('ada@', 'bo@')).toString(
      'base64',
    );
    expect((await eventBehind(await post(altered))).code).toBe('logout-signature');
    expect(await openOf('ada')).toBe(before);
    await post(signed);
    expect(await openOf('ada')).toBe(0);
  });

  it('sent twice counts once', async () => {
    const query = redirected(logoutRequest(), house.key);
    await receive(query);
    await signedIn('ada');
    expect((await eventBehind(await receive(query))).code).toBe('replay');
    expect(await openOf('ada')).toBe(1);
    await receive(redirected(logoutRequest(), house.key));
  });

  it('that cannot end a session now is told so, and sent again it ends it', async () => {
    await signedIn('ada');
    const query = redirected(logoutRequest(), house.key);
    const answer = await db().$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM session WHERE ended_at IS NULL FOR UPDATE`;
        return receive(query);
      },
      { timeout: 20_000 },
    );
    expect([answer.status, answer.headers.get('location')]).toEqual([503, null]);
    expect(await openOf('ada')).toBe(1);
    expect(new URL((await receive(query)).headers.get('location') ?? '').origin).toBe(
      'https://idp.out.example',
    );
    expect(await openOf('ada')).toBe(0);
  });

  const twice = (query: string) => `${query}&${query.split('&')[0]}`;
  it.each<[string, string, () => string | Promise<string>]>([
    ['unsigned', 'logout-signature', () => redirected(logoutRequest(), house.key).replace(/&Sig.*/, '')],
    [
      'signed by a stranger',
      'logout-signature',
      async () => redirected(logoutRequest(), await makeSigningKey('x')),
    ],
    [
      'signed with SHA-1',
      'logout-signature',
      () => redirected(logoutRequest(), house.key, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'),
    ],
    [
      'about somebody else than was signed',
      'logout-signature',
      () => {
        const [mine, other] = [
          redirected(logoutRequest(), house.key),
          redirected(logoutRequest({ name: 'bo' }), house.key),
        ];
        return [other.split('&')[0], ...mine.split('&').slice(1)].join('&');
      },
    ],
    ['with its message twice', 'transport', () => twice(redirected(logoutRequest(), house.key))],
    [
      'with a parameter whose name ends alike',
      'transport',
      () => `XSAMLRequest=a&${redirected(logoutRequest(), house.key)}`,
    ],
    [
      'addressed elsewhere',
      'destination',
      () => redirected(logoutRequest({ destination: 'https://elsewhere.example/slo' }), house.key),
    ],
    [
      'of another issuer',
      'issuer',
      () => redirected(logoutRequest({ issuer: 'https://evil.example' }), house.key),
    ],
    [
      'an hour old',
      'issue-instant',
      () => redirected(logoutRequest({ at: new Date(Date.now() - 3_600_000) }), house.key),
    ],
    ['run out', 'time', () => redirected(logoutRequest({ end: new Date(Date.now() - 120_000) }), house.key)],
    ['with a document type', 'lexical', () => redirected(`<!DOCTYPE a>${logoutRequest()}`, house.key)],
    [
      'that inflates beyond the cap',
      'transport',
      () => redirected(`${logoutRequest()}${' '.repeat(2_000_000)}`, house.key),
    ],
  ])('%s is refused as %s and ends nothing', async (_, rule, query) => {
    await signedIn('ada');
    const before = await openOf('ada');
    const answer = await receive(await query());
    const event = await eventBehind(answer);
    expect([event.action, event.code]).toEqual(['session.end', rule]);
    expect(await openOf('ada')).toBe(before);
  });
});

describe('a logout answer', () => {
  const answer = `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_a" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${slo}" InResponseTo="_never"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${idp}</Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;
  const signed = async (by: SigningKey) => redirected(answer, by, rsaSha256, 'SAMLResponse');

  it.each<[string, string, () => Promise<string>]>([
    ['without a signature', 'logout-signature', async () => (await signed(house.key)).replace(/&Sig.*/, '')],
    ['signed by a stranger', 'logout-signature', async () => signed(await makeSigningKey('x'))],
    ['to a request that was never sent', 'in-response-to', () => signed(house.key)],
  ])('%s is refused as %s', async (_, rule, query) => {
    expect((await eventBehind(await receive(await query()))).code).toBe(rule);
  });
});

it('a logout request of one IdP ends nobody’s session at another, whatever name it gives', async () => {
  const stranger = await makeSigningKey('Away IdP');
  const away = 'https://idp.away.example/metadata';
  const metadata = idpMetadata(stranger, away, 'https://idp.away.example/slo');
  await makeConnection({ slug: 'away', name: 'Away', metadata });
  await signedIn('ada');
  const before = await openOf('ada');
  const here = `${publicUrl}/saml/away/slo`;
  const query = redirected(logoutRequest({ issuer: away, destination: here }), stranger);
  await new Browser().ask(`/saml/away/slo?${query}`);
  expect(await openOf('ada')).toBe(before);
});

describe('signing out', () => {
  const leave = (browser: Browser, headers: Record<string, string> = fromConsole) =>
    browser.ask('/sign-out', { method: 'POST', headers });

  it('ends the session first, then goes on to the IdP with a signed request, whose answer leads home', async () => {
    await receive(redirected(logoutRequest(), house.key));
    const browser = await signedIn('ada');
    const answer = await leave(browser);
    expect([answer.status, await openOf('ada'), browser.cookies.has('__Host-gatehouse')]).toEqual([
      200,
      0,
      false,
    ]);
    const url = new URL(answer.headers.get('refresh')?.replace('0; url=', '') ?? '');
    expect([url.origin, url.searchParams.get('SigAlg')]).toEqual(['https://idp.out.example', rsaSha256]);
    const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    const back = `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${slo}" InResponseTo="${/ ID="([^"]+)"/.exec(xml)?.[1]}"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${idp}</Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;
    const relay = `RelayState=${url.searchParams.get('RelayState')}`;
    const unsigned = `SAMLResponse=${encodeURIComponent(deflateRawSync(back).toString('base64'))}&${relay}`;
    const algorithm = `SigAlg=${encodeURIComponent(rsaSha256)}`;
    const signature = createSign('sha256')
      .update(`${unsigned}&${algorithm}`)
      .sign(house.key.privateKey, 'base64');
    const query = `${unsigned}&${algorithm}&Signature=${encodeURIComponent(signature)}`;
    expect((await receive(query, browser)).headers.get('location')).toBe(`${publicUrl}/signed-out`);
    expect((await eventBehind(await receive(query, browser))).code).toBe('in-response-to');
    const event = await db().auditEvent.findFirstOrThrow({ where: { action: 'session.end_own' } });
    expect([event.actorKind, event.channel]).toEqual(['operator', 'console']);
  });

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a sibling host', { ...fromConsole, 'sec-fetch-site': 'same-site' }],
    ['no origin', { 'sec-fetch-site': 'same-origin' }],
    ['what does not say from which site', { origin: publicUrl }],
  ])('asked for by %s does nothing', async (_, headers) => {
    const browser = await signedIn('bo');
    const before = await openOf('bo');
    expect((await leave(browser, headers)).status).toBe(403);
    expect(await openOf('bo')).toBe(before);
  });

  it('without a session ends at the same page', async () => {
    const answer = await leave(new Browser());
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${publicUrl}/signed-out`]);
  });
});
