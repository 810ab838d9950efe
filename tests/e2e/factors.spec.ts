/** Second factors of one's own: enrolled, proven for one change alone, lost and reset; the form that asks is never left. */
import type { Browser, Page } from '@playwright/test';
import { codeAt, stepAt } from '#lib/factors/totp.ts';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven, proveFactor, virtualAuthenticator } from '#tests/support/prove.ts';
import { api, signIn, type Who } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

const longName = 'Phone of the on-call team of the Western Isles, in the safe of the second floor';
const run = Date.now().toString(36);
let owner: Page;
let authenticator: Awaited<ReturnType<typeof virtualAuthenticator>>;
let seed = '';
let lastStep = 0;

test.beforeAll(async ({ browser }) => {
  const { product: read } = await import('#tests/support/product.ts');
  owner = await as('owner2', browser, read());
});
test.afterAll(async () => owner.context().close());

/** A browser of its own for each: sessions do not meet. */
async function as(who: Who, browser: Browser, product: Product): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, product, who);
  return page;
}

/** Any critical change will do: this one leaves nothing that others meet, since it is never enabled. */
async function askForConnection(page: Page, product: Product, name: string): Promise<void> {
  await page.goto(`${product.consoleUrl}/connections/new`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Short name').fill(`${name.toLowerCase().replace(/\W+/g, '-')}-${run}`);
  const metadata = await (await page.request.get(`${product.idpUrl}/metadata`)).text();
  await page.getByLabel('Metadata', { exact: true }).fill(metadata);
  await page.getByRole('button', { name: 'Add connection' }).click();
  await expect(page.getByText('This change is critical', { exact: false })).toBeVisible();
}

/** Of a half-minute that was not used yet: a code counts for its own and the ones beside it, once. */
function freshCode(): string {
  lastStep = Math.max(lastStep + 1, stepAt(new Date()) - 1);
  return codeAt(seed, lastStep);
}

async function giveCode(page: Page, code: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Code', exact: true });
  if (!(await field.isVisible())) await page.getByText('Use a code from the authenticator app').click();
  await field.fill(code);
  await page.getByRole('button', { name: 'Confirm', exact: true }).click();
}

async function eventOf(page: Page, product: Product, words: string) {
  await page.goto(`${product.consoleUrl}/audit?q=${encodeURIComponent(words)}&sensitivity=critical`);
  await page
    .getByRole('link', { name: /connection\.add|factor\.reset/ })
    .filter({ hasNotText: 'approval.waived' })
    .first()
    .click();
  return page.getByRole('complementary');
}

/**
 * What follows waits for nobody, whichever journeys came before. Whether a change waits is never decided alone: the
 * other owner agrees, by the passkey of theirs.
 */
async function waitForNobody(asker: Page, approver: Page, product: Product, command: string): Promise<void> {
  const rule = { command, environmentId: null, approvals: 0, reason: 'this journey waits for nobody' };
  const asked = await postProven(asker, product, 'owner', '/approval-rules', rule);
  expect(asked.status()).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  await approver.goto(`${product.consoleUrl}/approvals/${id}/approve`);
  await approver.getByRole('button', { name: 'Approve', exact: true }).click();
  await approver.getByRole('button', { name: 'Use passkey' }).click();
  await approver.waitForURL(new RegExp(`/approvals/${id}$`));
  await asker.goto(`${product.consoleUrl}/approvals/${id}/execute`);
  await asker.getByRole('button', { name: 'Carry it out' }).click();
  await proveFactor(asker, product, 'owner');
  await expect(asker.getByText('Done, as it was approved.')).toBeVisible();
}

const isAdded = (page: Page) => page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);

test('whoever has no factor of their own is told why a passkey is best, and is asked at their provider', async ({
  product,
}) => {
  await owner.goto(product.consoleUrl);
  await owner.getByRole('button', { name: /your menu/ }).click();
  await owner.getByRole('menuitem', { name: 'Your second factors' }).click();
  await expect(owner.getByText('No second factor of your own yet')).toBeVisible();
  await lookAround(owner, 'factors none yet');
  await askForConnection(owner, product, 'By provider');
  await expect(owner.getByRole('button', { name: 'Use passkey' })).toHaveCount(0);
  await lookAround(owner, 'step-up by provider');
  // The other tab proves; this one goes on by itself, with everything that was typed.
  await proveFactor(owner, product, 'owner2');
  await isAdded(owner);
  await expect(owner.getByRole('heading', { name: 'By provider' })).toBeVisible();
});

test('a passkey is added with its user verified, and stands in the list', async ({ product }) => {
  authenticator = await virtualAuthenticator(owner);
  await owner.goto(`${product.consoleUrl}/factors`);
  await owner.getByRole('link', { name: 'Add a passkey' }).first().click();
  await owner.getByLabel('Name', { exact: true }).fill('Virtual laptop');
  await authenticator.verifiesUser(false);
  await owner.getByRole('button', { name: 'Add passkey' }).click();
  await expect(owner.getByRole('alert').filter({ hasText: 'No passkey was used' })).toBeVisible();
  await authenticator.verifiesUser(true);
  await owner.getByRole('button', { name: 'Add passkey' }).click();
  await owner.waitForURL(`${product.consoleUrl}/factors`);
  await expect(owner.getByRole('list', { name: 'Passkeys' })).toContainText('Virtual laptop');
});

test('a critical change is carried by the passkey, once: the next one asks anew, and its event shows the proof', async ({
  product,
}) => {
  await askForConnection(owner, product, 'By passkey');
  await expect(owner.getByText('This request ends in', { exact: false })).toBeVisible();
  await lookAround(owner, 'step-up by passkey');
  await owner.getByRole('button', { name: 'Use passkey' }).click();
  await isAdded(owner);
  await askForConnection(owner, product, 'By the same passkey');
  await expect(owner.getByLabel('Name', { exact: true })).toHaveValue('By the same passkey');

  const drawer = await eventOf(owner, product, `by-passkey-${run}`);
  await expect(drawer).toContainText('Passkey Virtual laptop');
  await expect(drawer).toContainText(/for this change alone [0-9a-f]{12}/);
  await lookAround(owner, 'event with its proof');
});

test('a passkey that does not check its user changes nothing; the form says so and keeps what was typed', async ({
  product,
}) => {
  await askForConnection(owner, product, 'Unverified');
  await authenticator.verifiesUser(false);
  await owner.getByRole('button', { name: 'Use passkey' }).click();
  await expect(owner.getByRole('alert').filter({ hasText: 'No passkey was used' })).toBeVisible();
  await expect(owner.getByLabel('Name', { exact: true })).toHaveValue('Unverified');
  const { rows } = (await (await api(owner, product).get('/connections')).json()) as {
    rows: { name: string }[];
  };
  expect(rows.map(({ name }) => name)).not.toContain('Unverified');
  await authenticator.verifiesUser(true);
  await owner.getByRole('button', { name: 'Use passkey' }).click();
  await isAdded(owner);
});

test('an authenticator app is added with a code that it shows; a wrong code is said at its field', async ({
  product,
}) => {
  await owner.goto(`${product.consoleUrl}/factors/authenticator-app`);
  await expect(owner.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  seed = (await owner.locator('code').first().innerText()).replaceAll(/\s/g, '');
  expect(seed).toMatch(/^[A-Z2-7]{32}$/);
  await owner.getByLabel('Name', { exact: true }).fill('Virtual phone');
  await owner.getByLabel('Code that the app shows').fill('000000');
  await owner.getByRole('button', { name: 'Add app' }).click();
  await expect(
    owner.getByText('This is not the code that the app should show', { exact: false }),
  ).toBeVisible();
  await lookAround(owner, 'authenticator app with a wrong code');
  await owner.getByLabel('Code that the app shows').fill(freshCode());
  await owner.getByRole('button', { name: 'Add app' }).click();
  await owner.waitForURL(`${product.consoleUrl}/factors`);
  await expect(owner.getByRole('list', { name: 'Authenticator app' })).toContainText('Virtual phone');
});

test('a critical change is carried by a code, and a code that was used is refused in place', async ({
  product,
}) => {
  await askForConnection(owner, product, 'By code');
  const code = freshCode();
  await giveCode(owner, code);
  await isAdded(owner);
  await askForConnection(owner, product, 'By the same code');
  await giveCode(owner, code);
  await expect(owner.getByRole('alert').filter({ hasText: /code/ })).toBeVisible();
  await lookAround(owner, 'step-up with a used code');
  await expect(owner.getByLabel('Name', { exact: true })).toHaveValue('By the same code');
  await expect(owner.getByRole('textbox', { name: 'Code', exact: true })).toHaveValue('');
});

test('recovery codes are shown once, and none of them carries a critical change', async ({ product }) => {
  await owner.goto(`${product.consoleUrl}/factors`);
  await owner.getByRole('link', { name: /Make ten codes/ }).click();
  await owner.getByRole('button', { name: 'Make ten codes' }).click();
  const list = owner.getByRole('list', { name: 'Recovery codes' });
  await expect(list.getByRole('listitem')).toHaveCount(10);
  await lookAround(owner, 'recovery codes once');
  const [first = ''] = await list.getByRole('listitem').allInnerTexts();
  const download = owner.waitForEvent('download');
  await owner.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('gatehouse-recovery-codes.txt');
  await expect(owner.getByRole('button', { name: 'Done' })).toBeDisabled();
  await owner.getByRole('checkbox', { name: /stored/ }).check();
  await owner.getByRole('button', { name: 'Done' }).click();
  await owner.waitForURL(`${product.consoleUrl}/factors`);
  expect(await owner.content()).not.toContain(first);
  await expect(owner.getByRole('list', { name: 'Recovery codes' })).toContainText('10 of 10 left');

  await askForConnection(owner, product, 'By recovery code');
  await giveCode(owner, first.toLowerCase());
  await expect(
    owner.getByRole('alert').filter({ hasText: 'A recovery code carries no critical change' }),
  ).toBeVisible();
  await lookAround(owner, 'step-up with a recovery code');
  await owner.goto(`${product.consoleUrl}/factors`);
  await expect(owner.getByRole('list', { name: 'Recovery codes' })).toContainText('10 of 10 left');
});

test('a critical change without scripts takes a code with its first sending', async ({
  browser,
  product,
}) => {
  const bare = await browser.newContext({ javaScriptEnabled: false });
  await bare.addCookies(await owner.context().cookies());
  const page = await bare.newPage();
  await page.goto(`${product.consoleUrl}/connections/new?way=paste`);
  await page.getByLabel('Name', { exact: true }).fill('Bare');
  await page.getByLabel('Short name').fill(`bare-${run}`);
  const metadata = await (await page.request.get(`${product.idpUrl}/metadata`)).text();
  await page.getByLabel('Metadata', { exact: true }).fill(metadata);
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(freshCode());
  await page.getByRole('button', { name: 'Add connection' }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText('added');
  await bare.close();
});

test('a factor is renamed, and removed with what is left said first', async ({ product }) => {
  await owner.goto(`${product.consoleUrl}/factors`);
  await owner.getByRole('link', { name: 'Rename Virtual phone' }).click();
  await expect(owner.getByLabel('Name', { exact: true })).toBeVisible();
  await lookAround(owner, 'factor rename');
  await owner.getByLabel('Name', { exact: true }).fill(longName);
  await owner.getByRole('button', { name: 'Rename' }).click();
  await owner.waitForURL(`${product.consoleUrl}/factors`);
  await lookAround(owner, 'factors');
  await owner.getByRole('link', { name: `Remove… ${longName}` }).click();
  await lookAround(owner, 'factor remove');
  await expect(owner.getByText('You keep 1 passkey and', { exact: false })).toBeVisible();
  await owner.getByRole('button', { name: 'Remove' }).click();
  await owner.waitForURL(`${product.consoleUrl}/factors`);
  await expect(owner.getByText('No authenticator app')).toBeVisible();
});

test('another owner resets somebody’s factors, by a proof of their own: every session of theirs ends', async ({
  browser,
  product,
}) => {
  const other = await as('owner', browser, product);
  await waitForNobody(other, owner, product, 'factor.reset');
  const me = (await (await api(owner, product).get('/me')).json()) as { operator: { id: string } };
  await other.goto(`${product.consoleUrl}/operators/${me.operator.id}`);
  await expect(other.getByRole('list', { name: 'Second factors' })).toContainText('Virtual laptop');
  await lookAround(other, 'operator with factors');
  await other.getByRole('link', { name: /Reset second factors/ }).click();
  await expect(other.getByText('1 passkey and 10 recovery codes prove nothing any more.')).toBeVisible();
  await lookAround(other, 'factors reset');
  await other.getByLabel('Reason').fill('laptop lost on a train');
  await other.getByRole('button', { name: 'Reset second factors', exact: true }).click();
  await proveFactor(other, product, 'owner');
  await other.waitForURL(/\/operators\/[0-9a-f-]{36}$/);
  expect((await api(owner, product).get('/me')).status()).toBe(401);
  await expect(other.getByRole('region', { name: 'Second factors' })).toContainText('None of their own');
  const drawer = await eventOf(other, product, 'laptop lost on a train');
  await expect(drawer).toContainText('At the provider, anew');
  await expect(drawer).toContainText(/for this change alone [0-9a-f]{12}/);
  await other.context().close();
});
