/** Sign-in beyond the usual: a connection is tested before it is enabled, and where it states no second factor, one is added and proven here. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { codeAt, stepAt } from '#lib/factors/totp.ts';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven, proveFactor, virtualAuthenticator } from '#tests/support/prove.ts';
import { answerIdp, api, signIn } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

const slug = `asks-${Date.now().toString(36)}`;
let connection = '';
let appSecret = '';

test.afterEach(async ({ browser }) => {
  for (const context of browser.contexts()) await context.close();
});

const pathOf = (product: Product, path = '') => `${product.consoleUrl}/connections/${connection}${path}`;

/** To the dev IdP and back as `who`, whose sign-in states a password alone. */
async function owe(page: Page, product: Product, who: string): Promise<void> {
  await page.goto(`${product.consoleUrl}/saml/${slug}/login?returnTo=%2Fsessions`);
  await answerIdp(page, product, `no-mfa+${who}`);
  await page.waitForURL(/\/sign-in\/factor\?returnTo=%2Fsessions$/);
}

async function bareCopy(browser: Browser, of: BrowserContext): Promise<Page> {
  const bare = await browser.newContext({ javaScriptEnabled: false });
  await bare.addCookies(await of.cookies());
  return bare.newPage();
}

const isSignedIn = async (page: Page, product: Product) =>
  (await api(page, product).get('/me')).status() === 200;

test('a connection is enabled only after a test sign-in, which shows where a wrong one stops', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  const metadata = (await (await page.request.get(`${product.idpUrl}/metadata`)).text()).replace(
    /<SingleLogoutService[^>]*HTTP-Redirect[^>]*>(<\/SingleLogoutService>)?/,
    '',
  );
  const added = await postProven(page, product, 'owner', '/connections', {
    slug,
    name: 'Asks for its own',
    metadata,
    withoutMfa: 'ask',
  });
  connection = ((await added.json()) as { id: string }).id;
  await page.goto(pathOf(product, '/enable'));
  await expect(page.getByText(/have not passed a test sign-in yet/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enable connection' })).toHaveCount(0);

  await page.goto(pathOf(product));
  await expect(page.getByText(/Before it can be enabled/)).toBeVisible();
  await page.getByRole('link', { name: 'Test sign-in' }).click();
  await answerIdp(page, product, 'wrong-audience+viewer');
  await page.waitForURL(/\/tests\/[0-9a-f-]{36}$/);
  await expect(page.getByText('Stopped at: Audience.')).toBeVisible();
  const checks = page.getByRole('list', { name: 'Checks in order' }).getByRole('listitem');
  await expect(checks.filter({ hasText: 'Issuer' })).toContainText(`${product.idpUrl}/metadata`);
  await expect(checks.filter({ hasText: 'Audience' })).toContainText(
    'https://console.other.example/metadata',
  );
  await expect(checks.filter({ hasText: 'Second factor' })).toContainText('not reached');
  await lookAround(page, 'test sign-in, stopped');
  await page.goto(pathOf(product, '/enable'));
  await expect(page.getByRole('button', { name: 'Enable connection' })).toHaveCount(0);
  await page.goto(pathOf(product));
  await lookAround(page, 'connection, tested in vain');
});

test('after one that passes it is enabled, with a second factor of its own', async ({ page, product }) => {
  await signIn(page, product, 'owner');
  await page.goto(pathOf(product));
  await page.getByRole('link', { name: 'Test sign-in' }).click();
  await answerIdp(page, product, 'no-mfa+auditor');
  await page.waitForURL(/\/tests\/[0-9a-f-]{36}$/);
  await expect(
    page.getByText('The message passed every check; whom it names would be refused.'),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'Signed with' })).toContainText('Gatehouse development IdP');
  await expect(page.getByRole('region', { name: 'The person' })).toContainText('auditor@gatehouse.test');
  await expect(page.getByRole('region', { name: 'The person' })).toContainText('Nobody has this name yet');
  await lookAround(page, 'test sign-in, passed');
  await page.getByRole('link', { name: 'Enable…' }).click();
  await page.getByLabel('Reason').fill('everybody comes in here');
  await page.getByRole('button', { name: 'Enable connection' }).click();
  await proveFactor(page, product, 'owner');
  await page.waitForURL(pathOf(product));
  await expect(page.getByText('Enabled').first()).toBeVisible();
  for (const who of ['viewer', 'auditor']) {
    const person = { connection: slug, email: `${who}@gatehouse.test`, role: who };
    expect((await postProven(page, product, 'owner', '/operators', person)).status()).toBeLessThan(300);
  }
});

test('what is pending opens no page, no API and no form of the console', async ({ browser, product }) => {
  const owner = await (await browser.newContext()).newPage();
  await signIn(owner, product, 'owner');
  const page = await (await browser.newContext()).newPage();
  await owe(page, product, 'viewer');
  for (const path of ['/', '/keys', '/sessions', '/factors', '/step-up', '/connections', '/audit']) {
    await page.goto(`${product.consoleUrl}${path}`);
    expect(new URL(page.url()).pathname, path).toBe('/sign-in');
  }
  expect(await isSignedIn(page, product)).toBe(false);
  const created = await api(page, product).post('/applications', {
    name: 'Pending',
    environmentId: 'sandbox',
  });
  expect(created.status()).toBe(401);

  // A form of the owner's, as a browser without scripts would send it, with the pending cookie.
  const form = await bareCopy(browser, owner.context());
  await form.goto(`${product.consoleUrl}/applications/new`);
  const fields = await form
    .locator('main form')
    .first()
    .evaluate((element) => {
      const given = new FormData(element as HTMLFormElement);
      return [...given].map(([name, value]) => [name, String(value)] as [string, string]);
    });
  const name = `Never ${Date.now()}`;
  const multipart = { ...Object.fromEntries(fields), name };
  expect(fields.some(([field]) => field.startsWith('$ACTION'))).toBe(true);
  await page.request.post(`${product.consoleUrl}/applications/new`, {
    multipart,
    headers: { origin: product.consoleUrl, 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  });
  const found = await (await api(owner, product).get('/applications')).text();
  expect(found).not.toContain(name);
});

test('a passkey is added at the sign-in, then recovery codes; the next sign-in asks for it', async ({
  page,
  product,
}) => {
  const authenticator = await virtualAuthenticator(page);
  await owe(page, product, 'viewer');
  const pending = (await page.context().cookies()).find(({ name }) => name === '__Host-gatehouse')?.value;
  await lookAround(page, 'second factor, first passkey');
  await page.getByLabel('Name').fill('Virtual key');
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await page.waitForURL(/\/factors\/recovery-codes/);
  const opened = (await page.context().cookies()).find(({ name }) => name === '__Host-gatehouse')?.value;
  expect(opened).not.toBe(pending);
  expect(await isSignedIn(page, product)).toBe(true);

  await owe(page, product, 'viewer');
  expect(await isSignedIn(page, product)).toBe(false);
  await lookAround(page, 'second factor, prove by passkey');
  await authenticator.verifiesUser(false);
  await page.getByRole('button', { name: /passkey/i }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  expect(await isSignedIn(page, product)).toBe(false);
  await authenticator.verifiesUser(true);
  await page.getByRole('button', { name: /passkey/i }).click();
  await page.waitForURL(`${product.consoleUrl}/sessions`);
  expect(await isSignedIn(page, product)).toBe(true);
});

test('an authenticator app is added and proven without scripts', async ({ browser, product }) => {
  const first = await (await browser.newContext()).newPage();
  await owe(first, product, 'auditor');
  const bare = await bareCopy(browser, first.context());
  await first.goto(`${product.consoleUrl}/sign-in/factor?with=app&returnTo=%2Fsessions`);
  await lookAround(first, 'second factor, first app');
  await bare.goto(`${product.consoleUrl}/sign-in/factor?returnTo=%2Fsessions`);
  await bare.getByRole('link', { name: 'Use an authenticator app instead' }).click();
  appSecret = ((await bare.locator('code').first().textContent()) ?? '').replaceAll(' ', '');
  await bare.getByLabel('Name').fill('Phone');
  await bare.getByLabel('Code that the app shows').fill(codeAt(appSecret, stepAt(new Date()) - 1));
  await bare.getByRole('button', { name: 'Add app' }).click();
  await bare.waitForURL(/\/factors\/recovery-codes/);
  expect(await isSignedIn(bare, product)).toBe(true);

  const again = await (await browser.newContext()).newPage();
  await owe(again, product, 'auditor');
  await lookAround(again, 'second factor, prove by code');
  const prove = await bareCopy(browser, again.context());
  await prove.goto(`${product.consoleUrl}/sign-in/factor?returnTo=%2Fsessions`);
  await prove.getByRole('textbox', { name: 'Code' }).fill('000000');
  await prove.getByRole('button', { name: 'Confirm' }).click();
  await expect(prove.getByRole('alert').first()).toBeVisible();
  await prove.getByRole('textbox', { name: 'Code' }).fill(codeAt(appSecret, stepAt(new Date())));
  await prove.getByRole('button', { name: 'Confirm' }).click();
  await prove.waitForURL(`${product.consoleUrl}/sessions`);
  expect(await isSignedIn(prove, product)).toBe(true);
});

test('signing out posts itself to an IdP that takes it by form, whose answer leads home; without scripts by a button', async ({
  browser,
  product,
}) => {
  const slo = `${product.idpUrl}/slo`;
  const home = `${product.consoleUrl}/signed-out`;
  const arrive = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${product.consoleUrl}/saml/${slug}/login?returnTo=%2Fsessions`);
    await answerIdp(page, product, 'viewer');
    await page.waitForURL(`${product.consoleUrl}/sessions`);
    return page;
  };
  const leave = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true }).first().click();

  const page = await arrive();
  const faults: string[] = [];
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  const posted = page.waitForRequest((request) => request.url() === slo && request.method() === 'POST');
  const answered = page.waitForResponse(`${product.consoleUrl}/sign-out`);
  await leave(page);
  const { origin } = new URL(product.idpUrl);
  expect((await (await answered).allHeaders())['content-security-policy']).toMatch(
    new RegExp(`^default-src 'none'; script-src 'nonce-[^']+'; form-action ${origin} 'self'; base-uri`),
  );
  const sent = new URLSearchParams((await posted).postData() ?? '');
  expect([...sent.keys()]).toEqual(['SAMLRequest', 'RelayState']);
  await page.waitForURL(home);
  expect(await isSignedIn(page, product)).toBe(false);
  await page.goto(product.idpUrl);
  await expect(page.getByText('Nobody is signed in here')).toBeVisible();
  expect(faults).toEqual([]);
  // Every other answer of that door has the policy of a page.
  const refused = await page.request.get(`${product.consoleUrl}/saml/${slug}/slo`, { maxRedirects: 0 });
  expect(refused.status()).toBe(303);
  expect(refused.headers()['content-security-policy']).toMatch(/^default-src 'self'; .*form-action 'self'$/);
  expect(refused.headers()['referrer-policy']).toBe('same-origin');

  // Some answer a form by redirect, which Chromium holds against the policy of the page that posted.
  const led = await arrive();
  await led.route(slo, (route) => route.fulfill({ status: 303, headers: { location: home } }));
  await leave(led);
  await led.waitForURL(home);

  const signedIn = await arrive();
  const bare = await bareCopy(browser, signedIn.context());
  await bare.goto(`${product.consoleUrl}/sessions`);
  await leave(bare);
  await expect(bare.getByText('You are signed out of Gatehouse.')).toBeVisible();
  expect(await isSignedIn(signedIn, product)).toBe(false);
  await bare.getByRole('button', { name: /^Continue to/ }).click();
  await bare.getByRole('button', { name: 'Continue' }).click();
  await bare.waitForURL(home);
});
