/** Who comes in through a connection: written in the console, tried with the development IdP in a real browser. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import type { Product } from '#tests/support/product.ts';
import { answerIdp, api, signIn } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

/** Signs in, or is refused, in a browser of their own. */
async function arrive(browser: Browser, product: Product, who: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${product.consoleUrl}/sign-in`);
  await page.getByRole('link', { name: /Development IdP/ }).click();
  await answerIdp(page, product, who);
  await page.waitForURL((url) => url.origin === product.consoleUrl && !url.pathname.startsWith('/saml/'));
  return page;
}

/** The page of who comes in through the development IdP, opened by an owner from the front. */
async function openPeople(page: Page, product: Product): Promise<void> {
  await signIn(page, product, 'owner');
  await page.goto(`${product.consoleUrl}/connections`);
  await page.getByRole('link', { name: 'Development IdP' }).first().click();
  await page.getByRole('link', { name: 'Change… people and roles' }).click();
  await expect(page).toHaveURL(/\/people$/);
}

/** Gives the reason, and the proof at the provider, in the tab that opens. */
async function save(page: Page, product: Product, reason: string): Promise<void> {
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Save the change' }).click();
  const opened = page.context().waitForEvent('page');
  await page.getByRole('link', { name: /Prove it at/ }).click();
  const tab = await opened;
  await answerIdp(tab, product, 'owner');
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}$/);
}

test('an owner names attributes, groups and a domain, sees the difference before it is saved, and proves it', async ({
  page,
  product,
}) => {
  await openPeople(page, product);
  await page.getByRole('link', { name: 'Plain names' }).click();
  await expect(page.getByLabel('Groups', { exact: true })).toHaveValue('groups');
  await page.getByLabel('E-mail address', { exact: true }).fill('email');
  await page.getByLabel('Are let in with the roles of their groups').check();
  await page.getByLabel('Developer').check();
  await page.getByLabel('Group of row 1').fill('engineering');
  await page.getByLabel('Role of row 1').selectOption('developer');
  await page.getByLabel('Where, of row 1').selectOption('sandbox');
  await page.getByLabel('Group of row 2').fill('audit');
  await page.getByLabel('Role of row 2').selectOption('auditor');
  await page.getByRole('textbox', { name: /^Domains/ }).fill('gatehouse.test');
  await page.getByLabel(/Link people who were added/).check();
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(page.getByText('This role lies outside the ceiling. Tick it there first.')).toBeVisible();
  await page.getByLabel('Auditor').check();
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(page.getByText('engineering → Developer in sandbox')).toBeVisible();
  await expect(page.getByText('audit → Auditor in every environment')).toBeVisible();
  await expect(page.getByText('Nobody who is here now loses or gains a role with the save.')).toBeVisible();
  await save(page, product, 'people come by their groups');
  const panel = page.getByRole('region', { name: 'People and roles' });
  await expect(panel).toContainText('Are let in with the roles of their groups');
  await expect(panel).toContainText('gatehouse.test');
});

test('somebody who was added by their e-mail address is linked at their first sign-in, and has the roles of their groups', async ({
  browser,
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  const added = await api(page, product).post('/operators', {
    connection: 'dev',
    email: 'newcomer@gatehouse.test',
    reason: 'starts today',
  });
  expect(added.status()).toBe(201);
  const { id } = (await added.json()) as { id: string };
  const theirs = await arrive(browser, product, 'badge+newcomer');
  await theirs.goto(`${product.consoleUrl}/permissions`);
  await expect(theirs.getByText('Developer').first()).toBeVisible();
  await expect(theirs.getByText('Auditor').first()).toBeVisible();
  await page.goto(`${product.consoleUrl}/operators/${id}`);
  await expect(page.getByRole('heading', { name: 'Noor El-Amin' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Identity' })).toContainText('by e-mail address');
  await expect(page.getByRole('region', { name: 'Identity' })).toContainText(/EMP-[0-9a-f]{8}/);
  await expect(page.getByRole('region', { name: 'Roles now' })).toContainText('mapped');
  await theirs.context().close();
});

test('a stranger is let in by the domain, without any role, and two addresses let nobody in', async ({
  browser,
  page,
  product,
}) => {
  const stranger = await arrive(browser, product, 'unknown');
  await stranger.goto(`${product.consoleUrl}/permissions`);
  await expect(stranger.getByText('A Stranger').first()).toBeVisible();
  const refused = await arrive(browser, product, 'two-emails+developer');
  await expect(refused.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
  await signIn(page, product, 'owner');
  const found = await api(page, product).get('/operators?q=A%20Stranger');
  const [row] = ((await found.json()) as { rows: { id: string }[] }).rows;
  await page.goto(`${product.consoleUrl}/operators/${row?.id}`);
  await expect(page.getByRole('region', { name: 'Identity' })).toContainText('by their first sign-in');
  for (const other of [stranger, refused]) await other.context().close();
});

for (const scripts of [true, false])
  test(`an e-mail address leads to the provider and back to where it was asked for, ${scripts ? 'with' : 'without'} scripts`, async ({
    browser,
    product,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: scripts });
    const page = await context.newPage();
    await page.goto(`${product.consoleUrl}/sign-in?returnTo=%2Fsessions`);
    await page.getByLabel('E-mail address').fill('somebody@elsewhere.example');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('No sign-in is known for this address.')).toBeVisible();
    await expect(page.getByLabel('E-mail address')).toHaveValue('somebody@elsewhere.example');
    await page.getByLabel('E-mail address').fill('Whoever.This.Is@GATEHOUSE.test');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${product.idpUrl}/**`);
    if (scripts) {
      await answerIdp(page, product, 'owner');
      await expect(page).toHaveURL(`${product.consoleUrl}/sessions`);
    }
    await context.close();
  });

test('a group that is gone takes its role with it, in the session that is open elsewhere, too', async ({
  browser,
  product,
}) => {
  const open = await arrive(browser, product, 'badge+newcomer');
  await open.goto(`${product.consoleUrl}/audit`);
  await expect(open.getByRole('heading', { name: 'Audit' })).toBeVisible();
  // The name of a failure stands alone there, so the group is lost in the mapping and not at the provider.
  const owner = await (await browser.newContext()).newPage();
  await openPeople(owner, product);
  await owner.getByLabel('Group of row 2').fill('audit-office');
  await owner.getByRole('button', { name: 'Review the change' }).click();
  await save(owner, product, 'the office has its own group');
  const again = await arrive(browser, product, 'badge+newcomer');
  await again.goto(`${product.consoleUrl}/permissions`);
  await expect(again.getByText('Developer').first()).toBeVisible();
  await open.goto(`${product.consoleUrl}/keys`);
  await open.goto(`${product.consoleUrl}/permissions`);
  await expect(open.getByText('Auditor')).toHaveCount(0);
  for (const other of [open, owner, again]) await other.context().close();
});

test('letting nobody in any more ends what groups brought with the save, and says so before', async ({
  page,
  product,
}) => {
  await openPeople(page, product);
  await page.getByLabel('Stay outside').check();
  await page.getByRole('textbox', { name: /^Domains/ }).fill('');
  await page.getByLabel(/Link people who were added/).uncheck();
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(page.getByText(/mapped roles? ends? with the save, of 1 person/)).toBeVisible();
  await save(page, product, 'back to adding by hand');
  await page.goto(`${product.consoleUrl}/sign-in`);
  await expect(page.getByLabel('E-mail address')).toHaveCount(0);
});
