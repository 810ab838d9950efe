/** Single logout with an IdP that takes messages by form alone: what leaves is signed, addressed and unable to become markup. */

import { createSign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#dev/idp/response.ts';
import { requireHolds } from '#lib/auth/first-look.ts';
import { checkEnvelope, lexed, openMessage } from '#lib/auth/message.ts';
import { checkedSignature } from '#lib/auth/signature-shape.ts';
import { db } from '#lib/db/client.ts';
import { type Element, onlyChild, textOf } from '#lib/xml/dom.ts';
import { makeConnection, makeOperator } from '#prisma/factories.ts';
import { acme, Browser, eventBehind, fromConsole, idpMetadata, publicUrl, right } from './kit.ts';
import { rsaSha256, signedMessage } from './logout-message.ts';

const house = acme();
const idp = 'https://idp.form.example/metadata';
const to = 'https://idp.form.example/slo?via=form&x=1';
const answers = 'https://idp.form.example/slo/answers';
const hostile = `"><script>alert(1)</script><form action='https://evil.example'>`;

/** Three IdPs: by form, by form with another address for answers, by redirect with one. */
beforeAll(async () => {
  const by = (binding: string, more = '') =>
    idpMetadata(house.key, idp, 'https://idp.form.example/slo').replace(
      /<SingleLogoutService [^>]*>/,
      `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${binding}" Location="${to.replaceAll('&', '&amp;')}"${more}/>`,
    );
  const answersTo = ` ResponseLocation="${answers}"`;
  const offered = { form: by('POST'), two: by('POST', answersTo), led: by('Redirect', answersTo) };
  for (const [slug, metadata] of Object.entries(offered)) {
    await makeConnection({ slug, name: `${slug} & <b>Co</b>`, metadata });
    await makeOperator({ connection: slug, email: `ada@${slug}.example`, role: 'viewer' });
  }
});

async function signedIn(slug: string): Promise<Browser> {
  const browser = new Browser();
  const started = await browser.start('', slug);
  const response = await right(house.key, started, {
    issuer: idp,
    acs: `${publicUrl}/saml/${slug}/acs`,
    audience: `${publicUrl}/saml/${slug}/metadata`,
    nameId: `ada@${slug}.example`,
  });
  await browser.post({ SAMLResponse: response, RelayState: started.relayState }, slug);
  expect(browser.cookies.has('__Host-gatehouse')).toBe(true);
  return browser;
}

const signed = (xml: string) => signedMessage(xml, house.key);
const openOf = (slug: string) =>
  db().session.count({ where: { endedAt: null, operator: { nameId: `ada@${slug}.example` } } });
const leave = (browser: Browser) => browser.ask('/sign-out', { method: 'POST', headers: fromConsole });

const head = (slug: string, id: string) =>
  `xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${publicUrl}/saml/${slug}/slo"`;
const request = (slug: string, id = newId()) =>
  `<samlp:LogoutRequest ${head(slug, id)}><saml:Issuer>${idp}</saml:Issuer><saml:NameID>ada@${slug}.example</saml:NameID></samlp:LogoutRequest>`;
const answerTo = (slug: string, id: string) =>
  `<samlp:LogoutResponse ${head(slug, newId())} InResponseTo="${id}"><saml:Issuer>${idp}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;

const post = (slug: string, fields: Record<string, string>, browser = new Browser()) =>
  browser.ask(`/saml/${slug}/slo`, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://idp.form.example',
      'sec-fetch-site': 'cross-site',
    },
  });

interface Form {
  action: string;
  fields: Record<string, string>;
  text: string;
}

/** The form as a browser reads it. */
async function formIn(page: Response): Promise<Form> {
  const read = (value = '') => value.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  const text = await page.text();
  const inputs = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return {
    action: read(/<form method="post" action="([^"]*)">/.exec(text)?.[1]),
    fields: Object.fromEntries([...inputs].map(([, name = '', value]) => [name, read(value)])),
    text,
  };
}

/** Our own message, held to the rules that we hold an IdP's to, with the certificate in our metadata. */
async function judged(
  slug: string,
  base64: string,
  name: 'LogoutRequest' | 'LogoutResponse',
  destination: string,
): Promise<Element> {
  const xml = Buffer.from(base64, 'base64').toString();
  const root = openMessage(xml, name);
  const signature = checkedSignature(root);
  if (!signature) throw new Error('the message is not signed');
  expect(xml).toContain(`SignatureMethod Algorithm="${rsaSha256}"`);
  const { spCertificate } = await db().connection.findUniqueOrThrow({ where: { slug } });
  const now = new Date();
  requireHolds(root, signature, [spCertificate], now);
  const altered = lexed(xml.replace('Version="2.0"', 'Version="2.0" Consent="urn:none"'));
  const moved = checkedSignature(altered);
  expect(() => moved && requireHolds(altered, moved, [spCertificate], now)).toThrow();
  const requestedAt = new Date(now.getTime() - 60_000);
  checkEnvelope(root, { destination, issuer: `${publicUrl}/saml/${slug}/metadata`, requestedAt, now });
  return root;
}

/** What each page of the form says of itself. */
function expectStrict(page: Response): void {
  const { headers } = page;
  expect(headers.get('content-security-policy')?.replace(/'nonce-[A-Za-z0-9+/]{24}'/, "'nonce-'")).toBe(
    "default-src 'none'; script-src 'nonce-'; form-action https://idp.form.example 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect([page.status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
    200,
    'no-store',
    'strict-origin',
  ]);
  expect(headers.get('x-frame-options')).toBe('DENY');
}

describe('a logout request of an IdP that takes its answer by form', () => {
  it('ends the sessions, then is answered by a form whose message is signed and names Destination, InResponseTo and Status', async () => {
    await signedIn('form');
    const id = newId();
    const page = await post('form', { SAMLRequest: signed(request('form', id)), RelayState: 'theirs' });
    expect(await openOf('form')).toBe(0);
    expectStrict(page);
    const { action, fields } = await formIn(page);
    expect([action, Object.keys(fields), fields.RelayState]).toEqual([
      to,
      ['SAMLResponse', 'RelayState'],
      'theirs',
    ]);
    const root = await judged('form', fields.SAMLResponse ?? '', 'LogoutResponse', to);
    expect(root.getAttribute('InResponseTo')).toBe(id);
    const status = onlyChild(root, 'protocol', 'Status');
    const code = status && onlyChild(status, 'protocol', 'StatusCode');
    expect(code?.getAttribute('Value')).toBe('urn:oasis:names:tc:SAML:2.0:status:Success');
  });

  it('by redirect is answered by form all the same, without RelayState where it had none', async () => {
    await signedIn('form');
    const query = `SAMLRequest=${encodeURIComponent(deflateRawSync(request('form')).toString('base64'))}&SigAlg=${encodeURIComponent(rsaSha256)}`;
    const signature = createSign('sha256').update(query).sign(house.key.privateKey, 'base64');
    const page = await new Browser().ask(
      `/saml/form/slo?${query}&Signature=${encodeURIComponent(signature)}`,
    );
    expectStrict(page);
    expect(Object.keys((await formIn(page)).fields)).toEqual(['SAMLResponse']);
    expect(await openOf('form')).toBe(0);
  });

  it('with a RelayState that would be markup gets it back as the text that it is', async () => {
    const page = await post('form', { SAMLRequest: signed(request('form')), RelayState: hostile });
    expectStrict(page);
    const { fields, text } = await formIn(page);
    expect(fields.RelayState).toBe(hostile);
    expect([text.match(/<script/g), text.match(/<form/g), text.includes('evil.example>')]).toEqual([
      ['<script'],
      ['<form'],
      false,
    ]);
    expect(text).not.toContain('<b>');
  });

  it('unsigned, altered or with a RelayState beyond any use is refused without a form', async () => {
    await signedIn('form');
    const before = await openOf('form');
    const altered = Buffer.from(signed(request('form')), 'base64')
      .toString()
      .replace('ada@', 'bo@');
    for (const [fields, rule] of [
      [{ SAMLRequest: Buffer.from(request('form')).toString('base64') }, 'logout-signature'],
      [{ SAMLRequest: Buffer.from(altered).toString('base64') }, 'logout-signature'],
      [{ SAMLRequest: signed(request('form')), RelayState: 'x'.repeat(513) }, 'relay-state'],
    ] as const)
      expect((await eventBehind(await post('form', fields))).code).toBe(rule);
    expect(await openOf('form')).toBe(before);
  });

  it('while a session cannot be ended gets no form: the IdP is not told of an end that did not come', async () => {
    await signedIn('form');
    const asked = { SAMLRequest: signed(request('form')), RelayState: 'theirs' };
    const answer = await db().$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM session WHERE ended_at IS NULL FOR UPDATE`;
        return post('form', asked);
      },
      { timeout: 20_000 },
    );
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('<form');
    expectStrict(await post('form', asked));
    expect(await openOf('form')).toBe(0);
  });

  it.each(['two', 'led'])(
    'is answered where the metadata says, while our requests go to the other address (%s)',
    async (slug) => {
      const browser = await signedIn(slug);
      const left = await leave(browser);
      const answer = await post(slug, { SAMLRequest: signed(request(slug)), RelayState: 'r' });
      if (slug === 'two') {
        expect((await formIn(left)).action).toBe(to);
        const { action, fields } = await formIn(answer);
        expect(action).toBe(answers);
        await judged(slug, fields.SAMLResponse ?? '', 'LogoutResponse', answers);
      } else {
        const asked = new URL(left.headers.get('refresh')?.replace('0; url=', '') ?? '');
        expect([asked.pathname, asked.searchParams.get('via')]).toEqual(['/slo', 'form']);
        const url = new URL(answer.headers.get('location') ?? '');
        expect(url.origin + url.pathname).toBe(answers);
        expect(url.searchParams.get('RelayState')).toBe('r');
      }
    },
  );
});

describe('signing out at an IdP that takes requests by form', () => {
  it('ends the session first, then posts a signed request, whose answer by form leads home once', async () => {
    const browser = await signedIn('form');
    const page = await leave(browser);
    expect([await openOf('form'), browser.cookies.has('__Host-gatehouse')]).toEqual([0, false]);
    expectStrict(page);
    const { action, fields } = await formIn(page);
    expect([action, Object.keys(fields)]).toEqual([to, ['SAMLRequest', 'RelayState']]);
    const root = await judged('form', fields.SAMLRequest ?? '', 'LogoutRequest', to);
    expect(textOf(onlyChild(root, 'assertion', 'NameID'))).toBe('ada@form.example');
    const back = {
      SAMLResponse: signed(answerTo('form', root.getAttribute('ID') ?? '')),
      RelayState: fields.RelayState ?? '',
    };
    expect((await eventBehind(await post('form', back))).code).toBe('in-response-to');
    expect((await post('form', back, browser)).headers.get('location')).toBe(`${publicUrl}/signed-out`);
    expect((await eventBehind(await post('form', back, browser))).code).toBe('in-response-to');
  });

  it('says in a connection’s name only text', async () => {
    const { text } = await formIn(await leave(await signedIn('form')));
    expect(text).toContain('Continue to form &#38; &#60;b&#62;Co&#60;/b&#62;');
  });
});
