/** Break-glass as two people live it, each with a browser and a passkey of their own, while no provider answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { test, expect as usual } from '#tests/support/browser.ts';
import { callGate } from '#tests/support/gate.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { proveFactor, virtualAuthenticator } from '#tests/support/prove.ts';
import { api, signIn, type Who } from '#tests/support/sign-in.ts';

// Two browsers, three pictures a screen and axe on each: more than the minute of a usual journey.
test.describe.configure({ mode: 'serial', timeout: 240_000 });

/** Each step here waits for another person's browser, on a machine that runs both. */
const expect = usual.configure({ timeout: 30_000 });
const pictures = 'test-results/screens';
let manager: Page;
let auditor: Page;
let owner: Page;
let token = '';
let keyName = '';

async function as(who: Who, browser: Browser, product: Product): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, product, who);
  return page;
}

test.beforeAll(async ({ browser }) => {
  const { product: read } = await import('#tests/support/product.ts');
  const product = read();
  owner = await as('owner', browser, product);
  manager = await as('manager', browser, product);
  auditor = await as('auditor', browser, product);
  keyName = `stolen-${Date.now().toString(36)}`;
  const call = api(owner, product);
  const me = (await (await call.get('/me')).json()) as { operator: { id: string } };
  const application = (await (
    await call.post('/applications', {
      environmentId: 'sandbox',
      name: `Break-glass ${keyName}`,
      ownerId: me.operator.id,
    })
  ).json()) as { id: string };
  const key = { name: keyName, applicationId: application.id, kind: 'secret', scopes: ['checks:read'] };
  const made = await call.post('/keys', { ...key, entries: ['127.0.0.1'] });
  token = ((await made.json()) as { token: string }).token;
});
test.afterAll(async () => {
  // What a browser says of a policy that blocked something.
  expect(said.filter((line) => /Content Security Policy/i.test(line))).toEqual([]);
  for (const page of [owner, manager, auditor]) await page?.context().close();
});

async function addPasskey(page: Page, product: Product, name: string): Promise<void> {
  await virtualAuthenticator(page);
  await page.goto(`${product.consoleUrl}/factors`);
  await page.getByRole('link', { name: 'Add a passkey' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await page.waitForURL(`${product.consoleUrl}/factors`);
}

async function nameThem(product: Product, who: RegExp): Promise<void> {
  await owner.goto(`${product.consoleUrl}/break-glass/people/name`);
  const option = owner.getByLabel('Operator').locator('option').filter({ hasText: who });
  await owner.getByLabel('Operator').selectOption((await option.getAttribute('value')) ?? '');
  await owner.getByLabel('Reason').fill('on call this quarter');
  await owner.getByRole('button', { name: 'Name them' }).click();
  await expect(owner.getByText('This change is critical', { exact: false })).toBeVisible();
  await proveFactor(owner, product, 'owner');
  await expect(owner.getByText('proves themselves with their passkey', { exact: false })).toBeVisible();
}

/** The console's own cookies go: what follows is of somebody who cannot sign in. */
async function forget(context: BrowserContext): Promise<void> {
  await context.clearCookies();
}

async function knock(page: Page, product: Product, mode: 'The real thing' | 'A drill'): Promise<void> {
  await page.goto(`${product.consoleUrl}/break-glass`);
  await page.getByRole('radio', { name: mode }).check();
  await page.getByLabel('Why').fill('the provider does not answer');
  await page.getByRole('button', { name: 'Prove it with your passkey' }).click();
}

function providerPid(product: Product): number {
  const ledger = JSON.parse(readFileSync(join(product.dataDir, 'processes.json'), 'utf8'));
  const idp = (ledger as { name: string; pid: number }[]).find(({ name }) => /idp/i.test(name));
  if (!idp) throw new Error(`no provider among ${JSON.stringify(ledger)}`);
  return idp.pid;
}

const said: string[] = [];
const listened = new Set<Page>();

/** The page from all sides, and whatever it says on the console. */
async function show(page: Page, name: string): Promise<void> {
  if (!listened.has(page)) {
    listened.add(page);
    page.on('console', (message) => {
      if (message.type() === 'error') said.push(`${page.url()}: ${message.text()}`);
    });
  }
  await lookAround(page, `break-glass-${name}`);
}

test('an account owner names two people who have passkeys', async ({ product }) => {
  await addPasskey(manager, product, 'Key of the manager');
  await addPasskey(auditor, product, 'Key of the auditor');
  await nameThem(product, /manager@/);
  await nameThem(product, /auditor@/);
  await owner.goto(`${product.consoleUrl}/break-glass/people`);
  const people = owner.getByRole('list', { name: 'Named people' });
  await expect(people.getByText('Ready', { exact: true })).toHaveCount(2);
  await expect(owner.getByText('Break-glass was never rehearsed')).toBeVisible();
  await show(owner, 'break-glass-people');
});

test('while no provider answers, two people open it and revoke a key; everybody in the console is told', async ({
  browser,
  product,
}) => {
  const pid = providerPid(product);
  process.kill(pid, 'SIGSTOP');
  try {
    await forget(manager.context());
    await forget(auditor.context());
    await manager.goto(`${product.consoleUrl}/sign-in`);
    await manager.getByRole('link', { name: /open break-glass/ }).click();
    await manager.waitForURL(`${product.consoleUrl}/break-glass`);
    await show(manager, 'break-glass-door');
    await knock(manager, product, 'The real thing');
    await expect(manager.getByText('Waiting for the second person')).toBeVisible();
    await show(manager, 'break-glass-waiting');

    // An unnamed person's passkey, or none: one answer.
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(`${product.consoleUrl}/break-glass`);
    await stranger.getByRole('radio', { name: 'A drill' }).check();
    await stranger.getByLabel('Why').fill('let me in');
    await stranger.getByLabel('Your e-mail address').fill('manager@gatehouse.test');
    await stranger.getByLabel('Next unused code of your sheet').fill('0000-0000');
    await stranger.getByRole('button', { name: 'Prove it with this code' }).click();
    const said = stranger.getByRole('main').getByRole('alert');
    await expect(said).toContainText('That opens nothing');
    await expect(said).toContainText(/GH-/);
    await stranger.context().close();

    await knock(auditor, product, 'The real thing');
    await expect(auditor.getByText('Break-glass is open')).toBeVisible();
    await expect(manager.getByText('Break-glass is open')).toBeVisible();
    await show(manager, 'break-glass-open');

    // It opens nothing of the console.
    await manager.goto(`${product.consoleUrl}/keys`);
    await manager.waitForURL(/\/sign-in/);
    await owner.goto(`${product.consoleUrl}/applications`);
    await expect(owner.getByRole('main').getByText('Break-glass is open')).toBeVisible();
    await show(owner, 'break-glass-console-banner');

    await expect.poll(async () => (await callGate(product, token)).status).toBe(204);
    await manager.goto(`${product.consoleUrl}/break-glass`);
    await manager.getByRole('link', { name: /Revoke a key/ }).click();
    await manager.getByRole('searchbox').fill(keyName);
    await manager.getByRole('button', { name: 'Find' }).click();
    await show(manager, 'break-glass-keys');
    await manager.getByRole('link', { name: new RegExp(keyName) }).click();
    await expect(manager.getByText(`Revoke the key ${keyName} for good`)).toBeVisible();
    await show(manager, 'break-glass-propose');
    await manager.getByRole('button', { name: 'Propose with your passkey' }).click();
    await expect(manager.getByRole('list', { name: /Waits for/ })).toContainText(keyName);

    await auditor.getByRole('link', { name: /Look and confirm/ }).click();
    await auditor.waitForURL(/\/break-glass\/effects\//);
    await expect(auditor.getByText(`Revoke the key ${keyName} for good`)).toBeVisible();
    await show(auditor, 'break-glass-confirm');
    await auditor.getByRole('button', { name: 'Do it, with your passkey' }).click();
    await expect(auditor.getByRole('list', { name: 'So far' })).toContainText(keyName);
    await expect.poll(async () => (await callGate(product, token)).status).toBe(403);
    await show(auditor, 'break-glass-after');

    await auditor.getByRole('button', { name: 'Close for both' }).click();
    await expect(auditor.getByText('Break-glass is closed, for both of you', { exact: false })).toBeVisible();
    await expect(manager.getByText('This browser’s break-glass is over', { exact: false })).toBeVisible();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test('the trail names both people and both proofs under the name of what was done', async ({ product }) => {
  await owner.goto(`${product.consoleUrl}/audit?q=${keyName}`);
  await owner
    .getByRole('link', { name: /key\.revoke/ })
    .first()
    .click();
  const drawer = owner.getByRole('complementary');
  await expect(drawer).toContainText('Mbali Dlamini');
  await expect(drawer).toContainText('Key of the manager');
  await expect(drawer).toContainText('Key of the auditor');
  await show(owner, 'break-glass-event');
});

test('its review waits on Overview until an account owner signs it', async ({ product }) => {
  await owner.goto(product.consoleUrl);
  await owner
    .getByRole('link', { name: /^Review/ })
    .first()
    .click();
  await expect(owner.getByRole('list', { name: 'Effects' })).toContainText(keyName);
  await show(owner, 'break-glass-review');
  await owner
    .getByLabel('What happened, and what follows from it')
    .fill('The provider hung; one stolen key was revoked, rightly. Nothing is to be put back.');
  await owner.getByRole('button', { name: 'Sign', exact: true }).click();
  await expect(owner.getByText('one stolen key was revoked, rightly', { exact: false })).toBeVisible();
  await expect(owner.getByRole('button', { name: 'Sign', exact: true })).toHaveCount(0);
  await owner.goto(`${product.consoleUrl}/break-glass/people`);
  await expect(owner.getByRole('list', { name: 'Record' }).getByText('Reviewed')).toBeVisible();
});

test('a drill goes the same way, changes nothing, and is remembered as the last one', async ({ product }) => {
  await knock(manager, product, 'A drill');
  await expect(manager.getByText('Drill: waiting for the second person')).toBeVisible();
  await knock(auditor, product, 'A drill');
  await expect(auditor.getByText('Drill: nothing you do here changes anything')).toBeVisible();
  for (const act of ['lists', 'providers']) {
    await auditor.goto(`${product.consoleUrl}/break-glass/act/${act}`);
    await expect(auditor.getByRole('heading', { level: 2 }).first()).toBeVisible();
    await show(auditor, `break-glass-${act}`);
  }
  await auditor.goto(`${product.consoleUrl}/break-glass`);
  await auditor.getByRole('link', { name: /End sessions/ }).click();
  await auditor.getByRole('searchbox').fill('owner@');
  await auditor.getByRole('button', { name: 'Find' }).click();
  await show(auditor, 'break-glass-sessions');
  await auditor
    .getByRole('link', { name: /of Olivia Owens/ })
    .last()
    .click();
  await auditor.getByRole('button', { name: 'Propose with your passkey' }).click();
  await manager.getByRole('link', { name: /Look and confirm/ }).click();
  await manager.getByRole('button', { name: 'Confirm with your passkey' }).click();
  await expect(manager.getByText('Rehearsed, not done')).toBeVisible();
  await show(manager, 'break-glass-drill');
  await manager.getByRole('button', { name: 'Close for both' }).click();
  await owner.goto(`${product.consoleUrl}/break-glass/people`);
  await expect(owner.getByText(/Last drill/)).toBeVisible();
  await expect(owner.getByText('1 effect rehearsed', { exact: false })).toBeVisible();
});

test('a sheet of sealed codes is shown once, and a second person’s sheet by the same hand is refused', async ({
  product,
}) => {
  const people = owner.getByRole('list', { name: 'Named people' });
  await owner.goto(`${product.consoleUrl}/break-glass/people`);
  await people.getByRole('link', { name: /Take off.*Mbali/ }).click();
  await expect(owner.getByLabel('Reason')).toBeVisible();
  await show(owner, 'break-glass-remove');
  await owner.goto(`${product.consoleUrl}/break-glass/people`);
  await people.getByRole('link', { name: /New codes.*Mbali/ }).click();
  await owner.getByLabel('Reason').fill('for the safe');
  await show(owner, 'break-glass-new-codes');
  await owner.getByRole('button', { name: 'Make a new sheet' }).click();
  await proveFactor(owner, product, 'owner');
  const sheet = owner.getByRole('region', { name: /Sealed codes of/ }).getByRole('listitem');
  await expect(sheet).toHaveCount(12);
  const code = (await sheet.first().textContent()) ?? '';
  await show(owner, 'break-glass-sheet');
  await owner.emulateMedia({ media: 'print' });
  await owner.screenshot({ path: `${pictures}/break-glass-sheet-print.png`, fullPage: true });
  await owner.emulateMedia({ media: 'screen' });
  await owner.getByLabel('It is printed and sealed').check();
  await owner.getByRole('link', { name: 'Done' }).click();
  await people
    .getByRole('link', { name: /New codes/ })
    .last()
    .click();
  await owner.getByLabel('Reason').fill('for the safe, too');
  await owner.getByRole('button', { name: 'Make a new sheet' }).click();
  await proveFactor(owner, product, 'owner');
  await expect(owner.getByRole('alert').filter({ hasText: 'with this one you could be both' })).toBeVisible();

  // From the paper, without scripts.
  const context = await manager.context().browser()?.newContext({ javaScriptEnabled: false });
  const bare = await context?.newPage();
  if (!bare) throw new Error('no browser');
  await bare.goto(`${product.consoleUrl}/break-glass`);
  await bare.getByRole('radio', { name: 'A drill' }).check();
  await bare.getByLabel('Why').fill('a drill from the paper');
  await bare.getByLabel('Your e-mail address').fill('Manager@gatehouse.test');
  await bare.getByLabel('Next unused code of your sheet').fill(code.toLowerCase().replaceAll('-', ' '));
  await bare.getByRole('button', { name: 'Prove it with this code' }).click();
  await expect(bare.getByText('Drill: waiting for the second person')).toBeVisible();
  await bare.getByRole('button', { name: 'Cancel' }).click();
  await expect(bare.getByText('Break-glass is closed', { exact: false })).toBeVisible();
  await bare.context().close();
});
