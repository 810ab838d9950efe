/** The main job from end to end: SAML with MFA, a key, the gate, a rotation, a revocation, a role, the trail. */
import { execFileSync } from 'node:child_process';
import { hostname, userInfo } from 'node:os';
import type { Page } from '@playwright/test';
import { mintToken } from '#lib/check/token.ts';
import { childEnv } from '#lib/env.ts';
import { expect, test } from '#tests/support/browser.ts';
import { callGate } from '#tests/support/gate.ts';
import type { Product } from '#tests/support/product.ts';
import { proveWhereAsked } from '#tests/support/prove.ts';
import { answerIdp, api, signIn, type Who } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

const name = `reconcile-${Date.now()}`;
const application = `Payments ${Date.now()}`;
let keyUrl = '';
let token = '';
let newToken = '';
let reference = '';

test.afterEach(async ({ browser }) => {
  for (const context of browser.contexts()) await context.close();
});

/** Runs the CLI against the product of this run and returns what it printed. */
function gatehouse({ dataDir, databaseUrls, consoleUrl }: Product, ...args: string[]): string {
  const env = childEnv({ ...databaseUrls, DATA_DIR: dataDir, PUBLIC_URL: consoleUrl });
  return execFileSync(process.execPath, ['bin/gatehouse.js', ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** A page of its own for each person: sessions do not meet. */
async function as(who: Who, browser: { newPage(): Promise<Page> }, product: Product): Promise<Page> {
  const page = await browser.newPage();
  await signIn(page, product, who);
  return page;
}

test('a sign-in without proof of MFA ends at a page that says so, and starts no session', async ({
  page,
  product,
}) => {
  await page.goto(`${product.consoleUrl}/saml/dev/login`);
  await page.getByLabel('E-mail or user name').fill('no-mfa@gatehouse.test');
  await page.getByLabel('Password').fill('gatehouse');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/\/sign-in\/second-factor/);
  await expect(page.getByRole('main')).toContainText(/second factor/i);
  expect((await page.request.get(`${product.consoleUrl}/api/v1/me`)).status()).toBe(401);
});

test('a wrong response and a person without an operator are refused alike, with a reference', async ({
  browser,
  product,
}) => {
  const texts: string[] = [];
  for (const who of ['wrong-audience', 'newcomer']) {
    const page = await browser.newPage();
    await page.goto(`${product.consoleUrl}/saml/dev/login`);
    await answerIdp(page, product, who);
    await page.waitForURL(/\/sign-in\/refused/);
    const text = await page.getByRole('main').innerText();
    expect(text).toMatch(/GH-[0-9A-Z-]+/);
    texts.push(text.replace(/GH-[0-9A-Z-]+/, 'GH').replace(/\d\d:\d\d:\d\d/, 'now'));
    await page.close();
  }
  expect(texts[0]).toBe(texts[1]);
});

test('security staff create an application and a production key, whose token is shown once', async ({
  browser,
  product,
}) => {
  const page = await as('security', browser, product);
  await page.getByRole('link', { name: 'Applications' }).click();
  await page
    .getByRole('link', { name: /New application/ })
    .first()
    .click();
  await page.getByLabel('Name', { exact: true }).fill(application);
  await page.getByRole('button', { name: 'Create application' }).click();
  await expect(page.getByRole('main')).toContainText(application);

  await page.goto(`${product.consoleUrl}/keys/new`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Application').selectOption({ label: application });
  await page.getByLabel('checks:read').check();
  const line = (n: number) => page.getByRole('textbox', { name: `Line ${n}`, exact: true });
  await line(1).fill('10.32.8.300');
  await expect(page.getByText('The last number of an IPv4 address is at most 255.')).toBeVisible();
  await line(1).fill('127.0.0.1');
  await line(1).press('Enter');
  await line(2).fill('203.0.113.0/28');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('Shown this once')).toBeVisible();
  token = (
    await page
      .locator('.secret, [data-secret], code')
      .filter({ hasText: 'gth_sk_production_' })
      .first()
      .innerText()
  ).trim();
  expect(token).toMatch(/^gth_sk_production_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
  await page.getByRole('checkbox', { name: /stored/ }).check();
  await page
    .getByRole('button', { name: 'Done' })
    .or(page.getByRole('link', { name: 'Done' }))
    .click();
  await page.waitForURL(/\/keys\/[0-9a-f-]{36}/);
  keyUrl = page.url().split('?')[0] ?? '';
  await page.reload();
  expect(await page.content()).not.toContain(token.slice(-50));
});

test('the gate allows the key from an address on its list and refuses it from any other, the same way for every reason', async ({
  product,
}) => {
  await expect.poll(async () => (await callGate(product, token)).status).toBe(204);
  const other = await callGate(product, token, { from: '127.0.0.2' });
  const stranger = mintToken({ kind: 'sk', environment: 'production' }).token;
  const unknown = await callGate(product, stranger);
  expect(unknown.status).toBe(403);
  expect(other.status).toBe(403);
  expect(other.body.replace(/GH-[0-9A-Z-]+/, '')).toBe(unknown.body.replace(/GH-[0-9A-Z-]+/, ''));
  expect((await callGate(product, null)).status).toBe(401);
  // Through a proxy that is trusted, the caller is who the proxy says; through one that is not, the proxy itself.
  expect(
    (await callGate(product, token, { from: product.trustedProxy, forwardedFor: '203.0.113.7' })).status,
  ).toBe(204);
  expect(
    (await callGate(product, token, { from: product.trustedProxy, forwardedFor: '198.51.100.7' })).status,
  ).toBe(403);
  expect((await callGate(product, token, { from: '127.0.0.2', forwardedFor: '203.0.113.7' })).status).toBe(
    403,
  );
  reference = other.reference ?? '';
  expect(reference).toMatch(/^GH-/);
});

test('"why was this refused?" explains the reference to security staff, and to nobody who may not know', async ({
  browser,
  product,
}) => {
  const page = await as('security', browser, product);
  await page.getByRole('link', { name: 'Refusals' }).click();
  await page.getByRole('textbox', { name: /reference/i }).fill(reference);
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByRole('main')).toContainText('127.0.0.2');
  await expect(page.getByRole('main')).toContainText(name);
  await expect(page.getByText(/not on the allow-list/).first()).toBeVisible();
  for (const who of ['viewer', 'manager'] as const) {
    const other = await as(who, browser, product);
    expect((await other.goto(`${product.consoleUrl}/why?reference=${reference}`))?.status()).toBe(404);
    expect((await api(other, product).get(`/decisions/${reference}`)).status()).toBe(404);
  }
});

test('during a rotation both tokens pass, the old one is shown as deprecated with its end; ended, it is refused', async ({
  browser,
  product,
}) => {
  const page = await as('security', browser, product);
  await page.goto(`${keyUrl}/rotate`);
  await page.getByLabel('Reason').fill('quarterly rotation');
  await page.getByRole('button', { name: 'Rotate key' }).click();
  await expect(page.getByText('Shown this once')).toBeVisible();
  newToken = (
    await page
      .locator('.secret, [data-secret], code')
      .filter({ hasText: 'gth_sk_production_' })
      .first()
      .innerText()
  ).trim();
  expect(newToken).not.toBe(token);
  await expect.poll(async () => (await callGate(product, newToken)).status).toBe(204);
  expect((await callGate(product, token)).status).toBe(204);
  await page.goto(keyUrl);
  await expect(page.getByRole('main')).toContainText(/deprecated/i);
  await expect(page.getByRole('main')).toContainText(/ends/i);
  await page.goto(`${keyUrl}/end-overlap`);
  await page.getByLabel('Reason').fill('everybody moved');
  await page.getByRole('button', { name: 'End overlap' }).click();
  await expect.poll(async () => (await callGate(product, token)).status).toBe(403);
  expect((await callGate(product, newToken)).status).toBe(204);
  // Whoever still calls with the old token is told apart from noise.
  const late = (await callGate(product, token)).reference;
  await expect
    .poll(async () => (await (await api(page, product).get(`/decisions/${late}`)).json()).reason)
    .toBe('overlap_ended');
});

test('a revoked key is refused', async ({ browser, product }) => {
  const page = await as('security', browser, product);
  await page.goto(`${keyUrl}/revoke`);
  await page.getByLabel('Reason').fill('pasted into a ticket');
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await expect.poll(async () => (await callGate(product, newToken)).status).toBe(403);
  await page.goto(keyUrl);
  await expect(page.getByRole('main')).toContainText('Revoked');
});

test('the command line walks the same corridor as its own actor', async ({ product }) => {
  const created = gatehouse(
    product,
    'key',
    'create',
    '--application',
    application,
    '--name',
    `${name}-cli`,
    '--scope',
    'checks:read',
    '--allow',
    '127.0.0.1',
  );
  const cliToken = created.trim();
  await expect.poll(async () => (await callGate(product, cliToken)).status).toBe(204);
  gatehouse(product, 'key', 'revoke', '--key', `${name}-cli`, '--reason', 'tried from a terminal');
  await expect.poll(async () => (await callGate(product, cliToken)).status).toBe(403);
});

test('a manager gives another operator a role, which counts on their next request', async ({
  browser,
  product,
}) => {
  const developer = await as('developer', browser, product);
  expect((await developer.goto(`${product.consoleUrl}/audit`))?.status()).toBe(200);
  const before = await (await api(developer, product).get('/me')).json();
  expect(before.roles.map((r: { slug: string }) => r.slug)).toEqual(['developer']);
  const manager = await as('manager', browser, product);
  await manager.getByRole('link', { name: 'Operators' }).click();
  await manager.waitForURL(/\/operators$/);
  await manager.getByRole('link', { name: 'Jonas Feld', exact: true }).first().click();
  await manager.getByRole('link', { name: /Give a role/ }).click();
  await manager.getByRole('radio', { name: /Auditor/ }).check();
  await manager.getByLabel('Reason').fill('quarterly review');
  await manager.getByRole('button', { name: 'Give role' }).click();
  // Where changes wait for nobody, a second role may open a way to more, and is critical.
  await proveWhereAsked(manager, product, 'manager', manager.getByText('Jonas Feld has the role Auditor.'));
  const roles = async () =>
    ((await (await api(developer, product).get('/me')).json()).roles as { slug: string }[])
      .map((r) => r.slug)
      .sort();
  await expect.poll(roles).toEqual(['auditor', 'developer']);
});

test('a viewer sees nothing that viewers may never do', async ({ browser, product }) => {
  const page = await as('viewer', browser, product);
  for (const absent of ['Audit', 'Refusals'])
    await expect(
      page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: absent }),
    ).toHaveCount(0);
  await page.goto(`${product.consoleUrl}/keys`);
  await expect(page.getByRole('link', { name: /New key/ })).toHaveCount(0);
  await page.goto(keyUrl);
  await expect(page.getByRole('main')).toContainText(name);
  for (const absent of [/Rotate/, /Revoke…/, /Suspend/])
    await expect(
      page.getByRole('link', { name: absent }).or(page.getByRole('button', { name: absent })),
    ).toHaveCount(0);
  for (const path of [
    `${keyUrl}/revoke`,
    `${keyUrl}/rotate`,
    `${product.consoleUrl}/keys/new`,
    `${product.consoleUrl}/operators/new`,
    `${product.consoleUrl}/audit`,
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
});

test('the auditor finds every step in its order, with actor, address, before and after; refusals included', async ({
  browser,
  product,
}) => {
  const page = await as('auditor', browser, product);
  const events = (await (await api(page, product).get('/audit?size=200')).json()).rows as Record<
    string,
    string
  >[];
  const begun = events
    .reverse()
    .findIndex((e) => e.action === 'application.create' && e.subjectLabel === application);
  const terminal = `${userInfo().username}@${hostname()}`;
  const told = events
    .slice(begun)
    .filter(
      (e) =>
        e.subjectLabel === name ||
        e.subjectLabel === `${name}-cli` ||
        e.subjectLabel === application ||
        (e.action === 'assignment.create' && e.actorName === 'Mbali Dlamini'),
    )
    .map((e) => `${e.actorName}: ${e.action}`);
  expect(told).toEqual([
    'Tomasz Wiśniewski: application.create',
    'Tomasz Wiśniewski: key.create',
    'Tomasz Wiśniewski: key.rotate',
    'Tomasz Wiśniewski: key.end_overlap',
    'Tomasz Wiśniewski: key.revoke',
    `${terminal}: key.create`,
    `${terminal}: key.revoke`,
    'Mbali Dlamini: assignment.create',
  ]);
  expect(
    events.some(
      (e) => e.action === 'session.start' && e.outcome === 'refused' && e.actorKind === 'anonymous',
    ),
  ).toBe(true);
  expect(events.every((e) => e.channel === 'job' || e.channel === 'cli' || e.address === '127.0.0.1')).toBe(
    true,
  );

  await page.goto(`${product.consoleUrl}/audit?q=pasted`);
  await page
    .getByRole('link', { name: /revoked/ })
    .first()
    .click();
  const drawer = page.getByRole('complementary', { name: /revoked/ });
  await expect(drawer).toContainText('active');
  await expect(drawer).toContainText('revoked');
  await expect(drawer).toContainText('pasted into a ticket');
  await expect(drawer).toContainText('127.0.0.1');
  await page.goto(`${product.consoleUrl}/why?reference=${reference}`);
  await expect(page.getByRole('main')).toContainText('127.0.0.2');
});

test('a role that the manager takes back no longer counts on the next request', async ({
  browser,
  product,
}) => {
  const developer = await as('developer', browser, product);
  const manager = api(await as('manager', browser, product), product);
  const { rows } = await (await manager.get('/operators?q=Jonas')).json();
  const given = rows[0].assignments.find((a: { role: string }) => a.role === 'auditor');
  expect(
    (await manager.post(`/assignments/${given.id}/end`, { reason: 'the review is over' })).status(),
  ).toBe(200);
  const roles = (await (await api(developer, product).get('/me')).json()).roles as { slug: string }[];
  expect(roles.map((r) => r.slug)).toEqual(['developer']);
  expect((await manager.post(`/assignments/${given.id}/end`, { reason: 'once more' })).status()).toBe(409);
});

test('signing out ends the session here and at the IdP', async ({ browser, product }) => {
  const page = await as('auditor', browser, product);
  await page.getByRole('button', { name: /Aiko/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/signed-out/);
  expect((await page.request.get(`${product.consoleUrl}/api/v1/me`)).status()).toBe(401);
  await page.goto(`${product.consoleUrl}/saml/dev/login`);
  await expect(page.getByLabel('Password')).toBeVisible();
});
