import { inflateRawSync } from 'node:zlib';
import { type Profile, ValidateInResponseTo } from '@node-saml/node-saml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, hidden, isForm, type Seen, signIn, startConsole, type TestConsole } from './console.ts';

let sp: TestConsole;
beforeAll(async () => {
  sp = await startConsole();
});
afterAll(() => sp.close());

async function signedIn(): Promise<{ browser: Browser; profile: Profile }> {
  const browser = new Browser();
  const { saml, SAMLResponse } = await signIn(sp, 'manager@gatehouse.test', sp.saml(), browser);
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
  if (!profile) throw new Error('nobody signed in');
  return { browser, profile };
}

const isAsked = async (browser: Browser) =>
  isForm(await browser.get(await sp.saml().getAuthorizeUrlAsync('', undefined, {})));
const logoutUrl = (profile: Profile) => sp.saml().getLogoutUrlAsync(profile, 'bye', {});

/** The metadata of node-saml names the POST binding for logout, so the answer comes as a form. */
function readPosted(page: Seen, field: 'SAMLRequest' | 'SAMLResponse'): Record<string, string> {
  return { [field]: hidden(page, field) };
}

test('a signed logout request ends the session here and is answered by a signed response', async () => {
  const { browser, profile } = await signedIn();
  expect(await isAsked(browser)).toBe(false);
  const url = await logoutUrl(profile);
  const page = await new Browser().get(url);
  const posted = readPosted(page, 'SAMLResponse');
  expect(hidden(page, 'RelayState')).toBe('bye');
  const request = inflateRawSync(
    Buffer.from(new URL(url).searchParams.get('SAMLRequest') ?? '', 'base64'),
  ).toString();
  const id = / ID="([^"]+)"/.exec(request)?.[1];
  expect(Buffer.from(posted.SAMLResponse ?? '', 'base64').toString()).toContain(`InResponseTo="${id}"`);
  // node-saml looks for InResponseTo in a Response only, and finds none in a posted LogoutResponse.
  const saml = sp.saml({ validateInResponseTo: ValidateInResponseTo.never });
  expect(await saml.validatePostResponseAsync(posted)).toEqual({ profile: null, loggedOut: true });
  expect(await isAsked(browser)).toBe(true);
});

test('where the console names the redirect binding, requests and answers go by redirect, signed', async () => {
  const other = await startConsole({ logoutByRedirect: true });
  const browser = new Browser();
  const { saml, SAMLResponse } = await signIn(other, 'manager@gatehouse.test', other.saml(), browser);
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
  if (!profile) throw new Error('nobody signed in');
  const judged = ({ location }: Seen) => {
    const { origin, pathname, search, searchParams } = new URL(location ?? '');
    expect(origin + pathname).toBe(`${other.url}/saml/dev/slo`);
    return saml.validateRedirectAsync(Object.fromEntries(searchParams), search.slice(1));
  };
  const asked = await judged(await browser.post(`${other.idp.url}/sign-out`, {}));
  expect(asked).toMatchObject({
    loggedOut: true,
    profile: { nameID: profile.nameID, sessionIndex: profile.sessionIndex },
  });
  expect(await judged(await browser.get(await saml.getLogoutUrlAsync(profile, 'bye', {})))).toMatchObject({
    loggedOut: true,
  });
  await other.close();
});

test('a logout request that is unsigned or changed ends nothing', async () => {
  const { browser, profile } = await signedIn();
  const url = new URL(await logoutUrl(profile));
  url.searchParams.set('RelayState', 'other');
  expect((await new Browser().get(url.href)).status).toBe(403);
  url.searchParams.delete('Signature');
  expect((await new Browser().get(url.href)).status).toBe(403);
  expect(await isAsked(browser)).toBe(false);
});

test('a logout request ends the session that it names and no other of the same person', async () => {
  const [one, other] = [await signedIn(), await signedIn()];
  await new Browser().get(await logoutUrl(one.profile));
  expect([await isAsked(one.browser), await isAsked(other.browser)]).toEqual([true, false]);
});

test('signing out everywhere ends the session here and sends the console a signed request for that session', async () => {
  const { browser, profile } = await signedIn();
  const start = await browser.get(`${sp.idp.url}/`);
  expect(start.text).toContain('<strong>Mbali Dlamini</strong> is signed in here.');
  const page = await browser.post(`${sp.idp.url}/sign-out`, {});
  const { profile: asked, loggedOut } = await sp
    .saml()
    .validatePostRequestAsync(readPosted(page, 'SAMLRequest'));
  expect(loggedOut).toBe(true);
  expect(asked).toMatchObject({
    nameID: profile.nameID,
    sessionIndex: profile.sessionIndex,
    issuer: sp.idp.entityId,
  });
  expect(await isAsked(browser)).toBe(true);
});

test("the console's answer ends at a page that says so", async () => {
  const { browser } = await signedIn();
  const page = await browser.post(`${sp.idp.url}/sign-out`, {});
  const saml = sp.saml();
  const { profile } = await saml.validatePostRequestAsync(readPosted(page, 'SAMLRequest'));
  if (!profile) throw new Error('no request');
  const answered = await browser.get(await saml.getLogoutResponseUrlAsync(profile, '', {}, true));
  expect(answered.text).toContain('Signed out everywhere');
});
