/** Open pages: they follow what changed without disturbing anybody, and show nothing more once the session has ended. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven } from '#tests/support/prove.ts';
import { api, signIn, type Who } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

/** A page of its own for each person: sessions do not meet. */
async function pageOf(browser: Browser, product: Product, who: Who): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, product, who);
  return page;
}

/** True when this page is the one of its browser that holds the stream. */
const streamOf = (page: Page) => page.waitForRequest((request) => request.url().endsWith('/live'));
const signedOut = (page: Page) => page.getByRole('heading', { name: 'You are signed out' });

test('whose operator is disabled loses the open page; nothing behind it can be reached', async ({
  browser,
  product,
}) => {
  const [owner, auditor] = [
    await pageOf(browser, product, 'owner'),
    await pageOf(browser, product, 'auditor'),
  ];
  const stream = streamOf(auditor);
  await auditor.goto(`${product.consoleUrl}/audit`);
  await stream;
  const call = api(owner, product);
  const { rows } = (await (await call.get('/operators?q=auditor')).json()) as { rows: { id: string }[] };
  const person = rows[0]?.id ?? '';
  const reason = 'tried out';
  expect((await call.post(`/operators/${person}/disable`, { reason })).status()).toBe(200);
  await expect(signedOut(auditor)).toBeVisible();
  const covers = () =>
    auditor.evaluate(() => {
      const { left, top } = document.querySelector('nav a')?.getBoundingClientRect() ?? { left: 0, top: 0 };
      return document.elementFromPoint(left + 5, top + 5)?.closest('dialog') != null;
    });
  expect(await covers()).toBe(true);
  await auditor.keyboard.press('Escape');
  await expect(signedOut(auditor)).toBeVisible();
  expect(await covers()).toBe(true);
  await lookAround(auditor, 'live signed out');
  // Whoever comes back brings along what can be made of their roles: that may be critical here.
  const back = await postProven(owner, product, 'owner', `/operators/${person}/enable`, { reason });
  expect(back.status()).toBe(200);
  await owner.context().close();
  await auditor.context().close();
});

test('signing out in one tab covers the other tabs, of which one alone held the stream', async ({
  browser,
  product,
}) => {
  const page = await pageOf(browser, product, 'viewer');
  const stream = streamOf(page);
  await page.goto(`${product.consoleUrl}/keys`);
  await stream;
  const other = await page.context().newPage();
  const asked: string[] = [];
  other.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await other.goto(`${product.consoleUrl}/applications`);
  await other.getByRole('button', { name: /your menu/ }).click();
  await expect(other.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  expect(asked).not.toContain('/live');
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(other.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await expect(signedOut(page)).toBeVisible();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(page).toHaveURL(/\/sign-in\?returnTo=%2Fkeys$/);
  await page.context().close();
});

test('what somebody else makes appears on the open page, after whoever is typing has stopped', async ({
  browser,
  product,
}) => {
  const [owner, security] = [
    await pageOf(browser, product, 'owner'),
    await pageOf(browser, product, 'security'),
  ];
  const call = api(owner, product);
  const me = (await (await call.get('/me')).json()) as { operator: { id: string } };
  const stream = streamOf(security);
  await security.goto(`${product.consoleUrl}/applications`);
  await stream;
  const make = async (name: string) =>
    expect(
      (
        await call.post('/applications', { environmentId: 'production', name, ownerId: me.operator.id })
      ).status(),
    ).toBeLessThan(300);
  await make('Appears by itself');
  await expect(security.getByRole('link', { name: 'Appears by itself' }).first()).toBeVisible();

  const field = security.getByRole('searchbox').or(security.locator('input[type="search"]')).first();
  await field.click();
  await field.pressSequentially('half a wo');
  const asked: string[] = [];
  security.on('request', (request) => asked.push(request.url()));
  await make('Waits until asked');
  const numbers = await security.request.get(`${product.consoleUrl}/healthz`);
  expect(numbers.status()).toBe(200);
  await field.pressSequentially('rd');
  await expect(field).toHaveValue('half a word');
  expect(asked.filter((url) => url.includes('_rsc'))).toEqual([]);
  await field.fill('');
  await security.getByRole('heading', { name: 'Applications' }).click();
  await field.blur();
  await security.keyboard.press('Shift');
  await expect(security.getByRole('link', { name: 'Waits until asked' }).first()).toBeVisible();
  await owner.context().close();
  await security.context().close();
});
