/** The first start of an installation with a database and an identity provider of its own, to the first sign-in. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import type { RunningIdp } from '#dev/idp/server.ts';
import { startIdp } from '#dev/idp/server.ts';
import { databaseUrls, freePort, type RunningCluster, startCluster } from '#tests/support/cluster.ts';
import { lookAround } from '#tests/support/look.ts';
import {
  cameUp,
  ownSettings,
  type Product,
  type Settings,
  type Start,
  startUp,
} from '#tests/support/product.ts';
import { answerIdp } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let cluster: RunningCluster;
let settings: Settings;
let start: Start;
let idp: RunningIdp;
let idpFolder: string;
let context: BrowserContext;
let page: Page;

const consoleUrl = () => `http://localhost:${settings.PORT}`;
const product = () => ({ consoleUrl: consoleUrl(), idpUrl: idp.url }) as Product;
const linkFile = () => join(settings.DATA_DIR ?? '', 'setup-link');
const link = () => readFileSync(linkFile(), 'utf8').trim();

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrls(cluster, cluster.template).superUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  cluster = await startCluster();
  const { appUrl, ownerUrl, gateUrl } = databaseUrls(cluster, cluster.template);
  settings = {
    ...(await ownSettings()),
    DATABASE_URL: appUrl,
    DATABASE_MIGRATE_URL: ownerUrl,
    DATABASE_GATE_URL: gateUrl,
  };
  start = startUp(settings);
  await cameUp(start);
  idpFolder = mkdtempSync(join(tmpdir(), 'gatehouse-idp-'));
  idp = await startIdp({
    port: await freePort(),
    dataDir: idpFolder,
    publicUrl: consoleUrl(),
    reuseCodes: true,
    onError: () => undefined,
  });
  context = await browser.newContext();
  page = await context.newPage();
});

test.afterAll(async () => {
  await context?.close();
  start?.process.kill('SIGTERM');
  await start?.exit;
  await idp?.close();
  await cluster?.stop();
  rmSync(dirname(settings?.DATA_DIR ?? ''), { recursive: true, force: true });
  rmSync(idpFolder ?? '', { recursive: true, force: true });
});

test('without a terminal the link is in a file of this user alone, and neither printed nor logged', async () => {
  expect(start.printed()).toContain(linkFile());
  expect(statSync(linkFile()).mode & 0o777).toBe(0o600);
  const token = new URL(link()).searchParams.get('token') ?? '';
  expect(token).toMatch(/^[\w-]{43}$/);
  const logs = ['console', 'gate', 'worker'].map((name) =>
    readFileSync(join(settings.DATA_DIR ?? '', 'logs', `${name}.log`), 'utf8'),
  );
  for (const text of [start.printed(), ...logs]) expect(text).not.toContain(token);
});

test('fetching the link uses nothing up, tells no referrer, and asks to begin', async () => {
  for (let times = 0; times < 3; times++) {
    const answer = await fetch(link());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  expect(await query('SELECT browser_digest, ended_at FROM setup_link')).toEqual([
    { browser_digest: null, ended_at: null },
  ]);
  await page.goto(link());
  await expect(page.getByRole('heading', { name: 'Set up Gatehouse' })).toBeVisible();
  await lookAround(page, 'setup-begin');
});

test('the first browser to begin has it, its secret leaves the address, and another browser is refused', async ({
  browser,
}) => {
  await page.getByRole('button', { name: 'Begin in this browser' }).click();
  await page.waitForURL(`${consoleUrl()}/setup/owner`);
  await lookAround(page, 'setup-owner');
  const other = await browser.newContext();
  const theirs = await other.newPage();
  await theirs.goto(link());
  await theirs.getByRole('button', { name: 'Begin in this browser' }).click();
  await expect(theirs.getByRole('heading', { name: 'This set-up link does not hold' })).toBeVisible();
  await theirs.goto(`${consoleUrl()}/setup/owner`);
  await expect(theirs.getByRole('heading', { name: 'This set-up link does not hold' })).toBeVisible();
  await other.close();
});

test('it leads through owner and provider, and goes on where it was left', async () => {
  await page.goto(`${consoleUrl()}/setup/test`);
  await expect(page, 'no step is skipped').toHaveURL(/\/setup\/owner$/);
  await page.getByLabel('Your name', { exact: true }).fill('Olivia Owens');
  await page.getByLabel('Your e-mail address').fill('not an address');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('This is no e-mail address.')).toBeVisible();
  await page.getByLabel('Your e-mail address').fill('owner@gatehouse.test');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL(`${consoleUrl()}/setup/connection`);
  await page.getByRole('textbox', { name: 'Short name' }).fill('company');
  await page.getByRole('button', { name: 'Show addresses' }).click();
  const guides = page.getByRole('navigation', { name: 'Guides by provider' });
  await guides.getByRole('link', { name: 'Okta', exact: true }).click();
  await expect(page.getByText(`${consoleUrl()}/saml/company/acs`).first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Attribute', exact: true })).toHaveValue('session.amr');
  await lookAround(page, 'setup-connection');
  const presets = page.getByRole('list', { name: 'Providers' });
  await presets.getByRole('link', { name: 'Google Workspace' }).click();
  await expect(page.getByRole('radio', { name: /^The response at least/ })).toBeChecked();
  await presets.getByRole('link', { name: 'REFEDS' }).click();
  await expect(page.getByRole('radio', { name: /^Response and assertion/ })).toBeChecked();
  await page.getByLabel('Name', { exact: true }).fill('Company sign-in');
  await page.getByLabel('Metadata address').fill(`${idp.url}/metadata`);
  await page.getByRole('button', { name: 'Add it and go on' }).click();
  await page.waitForURL(`${consoleUrl()}/setup/test`);
  // As after a browser, or the console, was ended in between.
  await page.goto(`${consoleUrl()}/setup/owner`);
  await expect(page.getByLabel('Your name', { exact: true })).toHaveValue('Olivia Owens');
  await page.goto(`${consoleUrl()}/setup/test`);
  await expect(page.getByRole('link', { name: 'Start the test sign-in' })).toBeVisible();
  await lookAround(page, 'setup-test');
});

test('a test that names somebody else shows whom, and does not lead on; the owner’s does', async () => {
  await page.getByRole('link', { name: 'Start the test sign-in' }).click();
  await answerIdp(page, product(), 'viewer');
  await expect(page.getByText('It passed, but named viewer@gatehouse.test.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Finish' })).toHaveCount(0);
  await lookAround(page, 'setup-other-person');
  await page.context().clearCookies({ domain: '127.0.0.1' });
  await page.getByRole('link', { name: 'Test again' }).click();
  await answerIdp(page, product(), 'owner');
  await expect(page.getByText('It passed, and named owner@gatehouse.test.')).toBeVisible();
  await lookAround(page, 'setup-passed');
  expect(await query('SELECT 1 FROM operator UNION ALL SELECT 1 FROM session')).toEqual([]);
});

test('one click makes the owner, switches the connection on and ends the link; then they sign in like everybody', async () => {
  const used = link();
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { name: 'Gatehouse is set up' })).toBeVisible();
  await lookAround(page, 'setup-finished');
  expect(await query('SELECT email, (SELECT enabled FROM connection) AS enabled FROM operator')).toEqual([
    { email: 'owner@gatehouse.test', enabled: true },
  ]);
  await page.context().clearCookies({ domain: '127.0.0.1' });
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: /Company sign-in/ }).click();
  await answerIdp(page, product(), 'owner');
  await expect(page.getByText('Set up: Olivia Owens is the first account owner').first()).toBeVisible();
  await page.goto(used);
  await page.getByRole('button', { name: 'Begin in this browser' }).click();
  await expect(page.getByRole('heading', { name: 'This set-up link does not hold' })).toBeVisible();
  await lookAround(page, 'setup-refused');
});
