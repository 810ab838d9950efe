/** Roles of one's own: copied, edited, looked at before they are saved, and followed by the open pages of their holders. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven, proveFactor, proveWhereAsked } from '#tests/support/prove.ts';
import { api, signIn, type Who } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

async function pageOf(browser: Browser, product: Product, who: Who): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, product, who);
  return page;
}

const cell = (page: Page, of: string) => page.getByRole('combobox', { name: of });
const slug = 'key-helper-of-the-western-isles';
const name = 'Key helper of the Western Isles';

test('an owner copies a role, sees who gains what before it is saved; a holder’s open page follows; versions compare and come back', async ({
  browser,
  product,
}) => {
  test.setTimeout(180_000);
  const [owner, holder] = [await pageOf(browser, product, 'owner'), await pageOf(browser, product, 'viewer')];
  const at = (path: string) => `${product.consoleUrl}${path}`;

  await owner.goto(at('/roles/developer'));
  await owner.getByRole('link', { name: 'Copy as custom role' }).click();
  await expect(owner.getByRole('heading', { name: 'New role' })).toBeVisible();
  await expect(cell(owner, 'Rotate, key.rotate, in the sandbox')).toHaveValue('own');
  await owner.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await cell(owner, 'Create, key.create, in the sandbox').selectOption('no');
  await expect(owner.getByText('1 change in sandbox')).toBeVisible();
  await owner.getByRole('button', { name: 'Review the change' }).click();
  await expect(
    owner.getByText('Keys, rotate: of applications they own or deputise in sandbox'),
  ).toBeVisible();
  await owner.getByLabel('Reason').fill('helps with keys and makes none');
  await owner.getByRole('button', { name: 'Make the role' }).click();
  await expect(owner).toHaveURL(at(`/roles/${slug}`));

  const call = api(owner, product);
  const { rows } = (await (await call.get('/operators?q=viewer')).json()) as { rows: { id: string }[] };
  const given = await postProven(owner, product, 'owner', '/assignments', {
    operatorId: rows[0]?.id,
    role: slug,
    reason: 'helps with keys',
  });
  expect(given.status()).toBe(201);
  // "Of their own applications" gives something, and takes something away, only where there are such.
  const owned = { environmentId: 'sandbox', name: 'Own of the Western Isles', ownerId: rows[0]?.id };
  expect((await postProven(owner, product, 'owner', '/applications', owned)).status()).toBe(201);

  await holder.goto(at('/keys'));
  await expect(holder.getByRole('link', { name: 'New key' })).toHaveCount(0);

  await owner.goto(at(`/roles/${slug}`));
  await owner.getByRole('link', { name: 'Edit role', exact: true }).click();
  await cell(owner, 'Create, key.create, in production').selectOption('always');
  await cell(owner, 'Rotate, key.rotate, in the sandbox').selectOption('no');
  await expect(owner.getByText('was: of their own applications')).toBeVisible();
  await owner.getByRole('button', { name: 'Review the change' }).click();
  const affected = owner.getByRole('list', { name: 'Who is affected' });
  await expect(affected).toContainText('gains Keys, create in production: always');
  await expect(affected).toContainText('loses Keys, rotate in sandbox');
  await owner.getByLabel('Reason').fill('makes keys in production');
  await owner.getByRole('button', { name: 'Save the role' }).click();
  await proveWhereAsked(owner, product, 'owner', owner.getByText('The role is changed.'));
  await expect(holder.getByRole('link', { name: 'New key' }).first()).toBeVisible({ timeout: 15_000 });
  await expect(owner).toHaveURL(at(`/roles/${slug}`));

  await owner.getByRole('link', { name: 'History' }).click();
  await expect(owner.getByRole('heading', { name: 'Version 1 and version 2' })).toBeVisible();
  await expect(owner.getByText('Keys, create: always in production')).toBeVisible();
  await owner.getByRole('link', { name: 'Restore…' }).click();
  await owner.getByLabel('Reason').fill('not after all');
  await owner.getByRole('button', { name: 'Restore version' }).click();
  await proveFactor(owner, product, 'owner');
  await expect(owner).toHaveURL(at(`/roles/${slug}/history`));
  await expect(owner.getByRole('heading', { name: 'Version 2 and version 3' })).toBeVisible();
  await expect(holder.getByRole('link', { name: 'New key' })).toHaveCount(0, { timeout: 15_000 });
  await holder.context().close();
  await owner.context().close();
});

test('what is wrong in the JSON is said with its line, and what was typed stays', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.goto(`${product.consoleUrl}/roles/${slug}/edit?as=json`);
  const json = page.getByRole('textbox', { name: 'Policy as JSON' });
  const text =
    '{\n  "rules": [\n    { "may": ["read"], "on": "ApiKey" },\n    { "may": ["key.steal"], "on": "ApiKey" }\n  ]\n}';
  // Scripts that take over the page just then put back what stood there before.
  await expect(async () => {
    await json.fill(text);
    await expect(json).toHaveValue(text, { timeout: 1_000 });
  }).toPass();
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(page.getByText('Line 4: No role can hold "key.steal" on ApiKey').first()).toBeVisible();
  await expect(json).toHaveValue(text);
  await json.fill('{ "rules": [ }');
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(page.getByText(/Line 1: This is no JSON/).first()).toBeVisible();
  await json.fill(
    '{ "rules": [{ "may": ["read", "key.revoke"], "on": "ApiKey", "where": { "environment": "sandbox" } }] }',
  );
  await page.getByRole('button', { name: 'Edit as a matrix' }).click();
  await expect(cell(page, 'Revoke, key.revoke, in the sandbox')).toHaveValue('always');
  await expect(cell(page, 'Revoke, key.revoke, in production')).toHaveValue('no');
});

test('without scripts a role is edited and saved', async ({ browser, product }) => {
  const context = await browser.newContext({ javaScriptEnabled: true });
  const page = await context.newPage();
  await signIn(page, product, 'owner');
  const state = await context.storageState();
  const plain = await (await browser.newContext({ javaScriptEnabled: false, storageState: state })).newPage();
  await plain.goto(`${product.consoleUrl}/roles/${slug}/edit`);
  await cell(plain, 'Suspend, key.suspend, in the sandbox').selectOption('no');
  await plain.getByRole('button', { name: 'Review the change' }).click();
  await expect(plain.getByRole('list', { name: 'Who is affected' })).toContainText(
    'loses Keys, suspend in sandbox',
  );
  await plain.getByLabel('Reason').fill('by plain forms');
  await plain.getByRole('button', { name: 'Save the role' }).click();
  await expect(plain.getByText('The role is changed.')).toBeVisible();
  await plain.context().close();
  await context.close();
});

test('a role is retired: who loses what stands there before, and its assignments end with it', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.goto(`${product.consoleUrl}/roles/${slug}/retire`);
  await expect(page.getByRole('list', { name: 'Who is affected' })).toContainText('loses');
  await page.getByLabel('Reason').fill('the journey is over');
  await page.getByRole('button', { name: 'Retire role' }).click();
  await expect(page.getByText(/^Retired on/)).toBeVisible();
  await page.goto(`${product.consoleUrl}/roles?state=retired`);
  await expect(page.getByRole('main').getByRole('link', { name })).toBeVisible();
});
