/** The answer of an IdP to our logout request: signed by its key, and wrong in one thing each. */
import { createSign } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '#dev/idp/response.ts';
import { makeConnection, makeOperator } from '#prisma/factories.ts';
import { acme, Browser, eventBehind, fromConsole, idpMetadata, publicUrl, right } from './kit.ts';

const house = acme();
const idp = 'https://idp.out.example/metadata';
const slo = `${publicUrl}/saml/out/slo`;
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

beforeAll(async () => {
  const metadata = idpMetadata(house.key, idp, 'https://idp.out.example/slo');
  await makeConnection({ slug: 'out', name: 'Out', metadata });
  await makeOperator({ connection: 'out', email: 'ada@out.example', role: 'viewer' });
});

interface Left {
  browser: Browser;
  id: string;
  relayState: string;
}

/** A browser that signed in and out, and waits for the answer to the request that it carried to the IdP. */
async function left(): Promise<Left> {
  const browser = new Browser();
  const started = await browser.start('', 'out');
  const response = await right(house.key, started, {
    issuer: idp,
    acs: `${publicUrl}/saml/out/acs`,
    audience: `${publicUrl}/saml/out/metadata`,
    nameId: 'ada@out.example',
  });
  await browser.post({ SAMLResponse: response, RelayState: started.relayState }, 'out');
  const answer = await browser.ask('/sign-out', { method: 'POST', headers: fromConsole });
  const url = new URL(answer.headers.get('refresh')?.replace('0; url=', '') ?? '');
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  const relayState = url.searchParams.get('RelayState') ?? '';
  return { browser, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', relayState };
}

interface Answer {
  issuer: string;
  destination: string;
  at: Date;
  relayState: string | null;
  browser: Browser;
}

async function answered(change: (of: Left) => Partial<Answer>): Promise<Response> {
  const of = await left();
  const facts = { issuer: idp, destination: slo, at: new Date(), ...of, ...change(of) };
  const xml = `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" IssueInstant="${facts.at.toISOString()}" Destination="${facts.destination}" InResponseTo="${of.id}"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${facts.issuer}</Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;
  const relay = facts.relayState === null ? [] : [`RelayState=${encodeURIComponent(facts.relayState)}`];
  const message = `SAMLResponse=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}`;
  const octets = [message, ...relay, `SigAlg=${encodeURIComponent(rsaSha256)}`].join('&');
  const signature = createSign('sha256').update(octets).sign(house.key.privateKey, 'base64');
  return facts.browser.ask(`${new URL(slo).pathname}?${octets}&Signature=${encodeURIComponent(signature)}`);
}

it('a logout answer that is right in everything leads home', async () => {
  expect((await answered(() => ({}))).headers.get('location')).toBe(`${publicUrl}/signed-out`);
});

const minutes = (n: number) => new Date(Date.now() + n * 60_000);

it.each<[string, string, (of: Left) => Partial<Answer>]>([
  ['addressed elsewhere', 'destination', () => ({ destination: 'https://elsewhere.example/slo' })],
  ['of another issuer', 'issuer', () => ({ issuer: 'https://idp.away.example/metadata' })],
  ['from before the request', 'issue-instant', () => ({ at: minutes(-10) })],
  ['from the future', 'issue-instant', () => ({ at: minutes(10) })],
  ['with another RelayState', 'relay-state', () => ({ relayState: 'another' })],
  ['without RelayState', 'relay-state', () => ({ relayState: null })],
  ['brought by a browser without cookies', 'in-response-to', () => ({ browser: new Browser() })],
])('a logout answer %s is refused as %s', async (_, rule, change) => {
  const event = await eventBehind(await answered(change));
  expect([event.action, event.code]).toEqual(['session.end', rule]);
});

it('a logout answer brought by another browser that waits for its own is refused as in-response-to', async () => {
  const other = await left();
  expect((await eventBehind(await answered(() => ({ browser: other.browser })))).code).toBe('in-response-to');
});
