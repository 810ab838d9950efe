import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, hidden, isForm, signIn, startConsole, type TestConsole, typeIn } from './console.ts';

let sp: TestConsole;
beforeAll(async () => {
  sp = await startConsole();
});
afterAll(() => sp.close());

const xmlOf = (samlResponse: string) => Buffer.from(samlResponse, 'base64').toString('utf8');

test('a person with password and code comes back with a response that node-saml accepts, both signatures wanted', async () => {
  const { saml, page, SAMLResponse, xml } = await signIn(sp, 'security@gatehouse.test');
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
  expect(profile).toMatchObject({
    issuer: sp.idp.entityId,
    nameID: 'security@gatehouse.test',
    nameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    email: 'security@gatehouse.test',
    displayName: 'Tomasz Wiśniewski',
  });
  expect(page.text).toContain(`action="${sp.url}/saml/dev/acs"`);
  expect(hidden(page, 'RelayState')).toBe('state-1');
  expect(xml).toContain(
    '<saml:AuthnContextClassRef>https://refeds.org/profile/mfa</saml:AuthnContextClassRef>',
  );
  expect(xml.match(/<ds:Signature /g)).toHaveLength(2);
  expect(xml.match(/rsa-sha256/g)).toHaveLength(2);
  expect(xml).toContain(`Destination="${sp.url}/saml/dev/acs"`);
  expect(xml).toContain(`Recipient="${sp.url}/saml/dev/acs"`);
  expect(new Set([...xml.matchAll(/InResponseTo="([^"]+)"/g)].map((m) => m[1])).size).toBe(1);
});

test('a request by the POST binding is answered like one by redirect', async () => {
  const saml = sp.saml({ authnRequestBinding: 'HTTP-POST' });
  const form = await saml.getAuthorizeFormAsync('state-2');
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? '';
  const browser = new Browser();
  const asked = await browser.post(`${sp.idp.url}/sso`, {
    SAMLRequest: value('SAMLRequest'),
    RelayState: value('RelayState'),
  });
  const answer = await typeIn(sp, browser, asked, 'admin@gatehouse.test');
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: hidden(answer, 'SAMLResponse') });
  expect(profile?.nameID).toBe('admin@gatehouse.test');
  expect(hidden(answer, 'RelayState')).toBe('state-2');
});

test('a signed POST request that was changed on the way is refused', async () => {
  const form = await sp
    .saml({ authnRequestBinding: 'HTTP-POST', skipRequestCompression: true })
    .getAuthorizeFormAsync('');
  const request = /name="SAMLRequest" value="([^"]*)"/.exec(form)?.[1] ?? '';
  const forced = xmlOf(request).replace('Version="2.0"', 'Version="2.0" ForceAuthn="true"');
  const post = (xml: string) =>
    new Browser().post(`${sp.idp.url}/sso`, { SAMLRequest: Buffer.from(xml).toString('base64') });
  expect((await post(xmlOf(request))).status).toBe(200);
  expect((await post(forced)).status).toBe(403);
});

test('a redirect request is refused when its signature is missing, moved to other octets, or by another key', async () => {
  const url = new URL(await sp.saml().getAuthorizeUrlAsync('state', undefined, {}));
  const changed = (change: (query: URLSearchParams) => void) => {
    const copy = new URL(url);
    change(copy.searchParams);
    return new Browser().get(copy.href);
  };
  const stranger = await startConsole();
  const foreign = await stranger
    .saml({ issuer: `${sp.url}/saml/dev/metadata`, entryPoint: `${sp.idp.url}/sso` })
    .getAuthorizeUrlAsync('', undefined, {});
  await stranger.close();
  expect((await changed((q) => q.delete('Signature'))).status).toBe(403);
  expect((await changed((q) => q.set('RelayState', 'other'))).status).toBe(403);
  expect((await changed((q) => q.set('SigAlg', 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'))).status).toBe(
    403,
  );
  expect((await new Browser().get(foreign)).status).toBe(403);
  expect((await changed(() => {})).status).toBe(200);
});

test('a response never goes to an address that only the request names', async () => {
  const asked = await new Browser().get(
    await sp.saml({ callbackUrl: 'https://evil.example/acs' }).getAuthorizeUrlAsync('', undefined, {}),
  );
  expect(asked.status).toBe(400);
  expect(isForm(asked)).toBe(false);
});

test('a malformed request is refused with a sentence, never a fault', async () => {
  const sent = (xml: string) =>
    `${sp.idp.url}/sso?SAMLRequest=${encodeURIComponent(deflateRawSync(Buffer.from(xml)).toString('base64'))}`;
  const bad = [
    `${sp.idp.url}/sso`,
    `${sp.idp.url}/sso?SAMLRequest=%00`,
    `${sp.idp.url}/sso?SAMLRequest=AAAA`,
    sent('<x>'),
    sent('<x/>'),
    sent('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
    sent('x'.repeat(3_000_000)),
    `${sp.idp.url}/sign-in?request=none`,
    `${sp.idp.url}/nothing`,
    `${sp.idp.url}/assets/../people.ts`,
  ];
  for (const url of bad) {
    const { status } = await new Browser().get(url);
    expect([400, 404, 410], url).toContain(status);
  }
});

test('a signed-in browser is not asked again, and the time of the real sign-in is stated', async () => {
  const browser = new Browser();
  const first = await signIn(sp, 'viewer@gatehouse.test', sp.saml(), browser);
  const again = await browser.get(await sp.saml().getAuthorizeUrlAsync('', undefined, {}));
  const instant = (xml: string) => /AuthnInstant="([^"]+)" SessionIndex="([^"]+)"/.exec(xml)?.slice(1);
  expect(instant(xmlOf(hidden(again, 'SAMLResponse')))).toEqual(instant(first.xml));
});

test('ForceAuthn asks a signed-in browser again, and the new time is stated for the same session', async () => {
  const browser = new Browser();
  const first = await signIn(sp, 'viewer@gatehouse.test', sp.saml(), browser);
  const forced = await browser.get(
    await sp.saml({ forceAuthn: true }).getAuthorizeUrlAsync('', undefined, {}),
  );
  expect(isForm(forced)).toBe(true);
  const second = xmlOf(hidden(await typeIn(sp, browser, forced, 'viewer@gatehouse.test'), 'SAMLResponse'));
  const read = (xml: string, name: string) => new RegExp(` ${name}="([^"]+)"`).exec(xml)?.[1] ?? '';
  expect(Date.parse(read(second, 'AuthnInstant'))).toBeGreaterThan(
    Date.parse(read(first.xml, 'AuthnInstant')),
  );
  expect(read(second, 'SessionIndex')).toBe(read(first.xml, 'SessionIndex'));
});

test('a passive request is answered NoPassive where the form would be needed', async () => {
  const saml = sp.saml({ passive: true });
  const answer = await new Browser().get(await saml.getAuthorizeUrlAsync('', undefined, {}));
  const xml = xmlOf(hidden(answer, 'SAMLResponse'));
  expect(xml).toMatch(
    /status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2\.0:status:NoPassive"/,
  );
  expect(xml).not.toContain('<saml:Assertion');
});

test('a passive request of a signed-in browser is answered with its person', async () => {
  const browser = new Browser();
  await signIn(sp, 'viewer@gatehouse.test', sp.saml(), browser);
  const saml = sp.saml({ passive: true });
  const answer = await browser.get(await saml.getAuthorizeUrlAsync('', undefined, {}));
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: hidden(answer, 'SAMLResponse') });
  expect(profile?.nameID).toBe('viewer@gatehouse.test');
});

test('while the console does not describe itself, its expected address is answered and no other', async () => {
  const alone = await startConsole();
  alone.describes = false;
  const saml = alone.saml();
  const { SAMLResponse } = await signIn(alone, 'owner@gatehouse.test', saml);
  expect((await saml.validatePostResponseAsync({ SAMLResponse })).profile?.nameID).toBe(
    'owner@gatehouse.test',
  );
  const elsewhere = await alone
    .saml({ callbackUrl: 'https://evil.example/acs' })
    .getAuthorizeUrlAsync('', undefined, {});
  expect((await new Browser().get(elsewhere)).status).toBe(400);
  await alone.close();
});

test('a console that has a new key since is asked for its metadata once more', async () => {
  const renewed = await startConsole();
  await signIn(renewed, 'owner@gatehouse.test');
  const other = await startConsole();
  renewed.key.privateKey = other.key.privateKey;
  renewed.key.certificate = other.key.certificate;
  await signIn(renewed, 'owner@gatehouse.test');
  await Promise.all([renewed.close(), other.close()]);
});

test('a person chosen without scripts finds the form filled', async () => {
  const browser = new Browser();
  const asked = await browser.get(await sp.saml().getAuthorizeUrlAsync('', undefined, {}));
  const link =
    /href="(\/sign-in\?request=[^"]+name=manager[^"]+)"/
      .exec(asked.text)?.[1]
      ?.replace(/&#38;|&amp;/g, '&') ?? '';
  const filled = await browser.get(sp.idp.url + link);
  expect(filled.text).toContain('value="manager@gatehouse.test"');
  expect(filled.text).toContain(`value="${sp.idp.currentCode('manager@gatehouse.test')}"`);
});

test('every page forbids inline scripts and framing', async () => {
  const pages = await Promise.all(
    [sp.idp.url, `${sp.idp.url}/replay`, await sp.saml().getAuthorizeUrlAsync('', undefined, {})].map((url) =>
      new Browser().get(url),
    ),
  );
  for (const { headers, text } of pages) {
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    );
    expect(text).not.toMatch(/<script(?! src=)| style=| on\w+=/);
  }
});

test('a page of another name that resolves to this address is refused', async () => {
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request(`${sp.idp.url}/codes`, { headers: { host: 'rebound.example' } }, (response) =>
      resolve(response.resume().statusCode),
    ).end();
  });
  expect(status).toBe(421);
});
