/** What a person sees and does about themselves: their sessions, a session that moved, their permissions. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import type { Product } from '#tests/support/product.ts';
import { proveFactor } from '#tests/support/prove.ts';
import { api, signIn, type Who } from '#tests/support/sign-in.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

test.afterEach(async ({ browser }) => {
  for (const context of browser.contexts()) await context.close();
});

/** A browser of its own for each: sessions do not meet. */
async function as(who: Who, browser: Browser, product: Product): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, product, who);
  return page;
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /your menu/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

const isSignedIn = async (page: Page, product: Product) =>
  (await api(page, product).get('/me')).status() === 200;

test('a person ends another session of theirs, whose browser is signed out with its next request', async ({
  browser,
  product,
}) => {
  const [here, there] = [await as('viewer', browser, product), await as('viewer', browser, product)];
  await choose(here, 'Your sessions');
  await expect(here.getByRole('heading', { name: 'Your sessions' })).toBeVisible();
  const rows = here.getByRole('table', { name: 'Your open sessions' }).getByRole('row');
  await expect(rows.filter({ hasText: 'this one' })).toHaveCount(1);
  const ends = here.getByRole('button', { name: /^End session of/ });
  for (let left = await ends.count(); left > 0; left -= 1) {
    await ends.first().click();
    await expect(ends).toHaveCount(left - 1);
  }
  await expect(here.getByText('The session has ended.', { exact: false }).first()).toBeVisible();
  expect(await isSignedIn(there, product)).toBe(false);
  await there.goto(`${product.consoleUrl}/keys`);
  await there.waitForURL(/\/sign-in/);
  expect(await isSignedIn(here, product)).toBe(true);
});

test('signing out everywhere ends this browser’s session and every other one', async ({
  browser,
  product,
}) => {
  const [here, there] = [await as('auditor', browser, product), await as('auditor', browser, product)];
  await here.goto(`${product.consoleUrl}/sessions`);
  await here.getByRole('link', { name: /Sign out everywhere/ }).click();
  await expect(here.getByRole('main')).toContainText(/Your \d+ open sessions end/);
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await here.waitForURL(`${product.consoleUrl}/signed-out`);
  expect((await here.context().cookies()).map(({ name }) => name)).not.toContain('__Host-gatehouse');
  expect(await isSignedIn(there, product)).toBe(false);
});

test('signing out everywhere works without scripts', async ({ browser, product }) => {
  const page = await as('auditor', browser, product);
  const bare = await browser.newContext({ javaScriptEnabled: false });
  await bare.addCookies(await page.context().cookies());
  const here = await bare.newPage();
  await here.goto(`${product.consoleUrl}/sessions/sign-out-everywhere`);
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await here.waitForURL(`${product.consoleUrl}/signed-out`);
  expect(await isSignedIn(page, product)).toBe(false);
});

test('a session carried into another browser opens nothing until its person proves their factor there, and then what was asked for', async ({
  browser,
  product,
}) => {
  const page = await as('security', browser, product);
  const elsewhere = await browser.newContext({ userAgent: firefox });
  await elsewhere.addCookies(await page.context().cookies());
  const carried = await elsewhere.newPage();
  const application = {
    name: `Moved ${Date.now()}`,
    environmentId: 'production',
    ownerId: ((await (await api(page, product).get('/me')).json()) as { operator: { id: string } }).operator
      .id,
  };
  const { id } = (await (await api(page, product).post('/applications', application)).json()) as {
    id: string;
  };
  const handOver = (by: Page) =>
    api(by, product).post(`/applications/${id}/hand-over`, {
      ownerId: application.ownerId,
      deputyId: null,
      reason: 'tried from elsewhere',
    });
  const asked = `${product.consoleUrl}/keys?q=moved`;
  await carried.goto(asked);
  await carried.waitForURL(`${product.consoleUrl}/step-up?returnTo=${encodeURIComponent('/keys?q=moved')}`);
  await expect(carried.getByText('This session has moved.', { exact: false })).toBeVisible();
  // Where it came from is not said: whoever stole it would imitate that.
  await expect(carried.locator('body')).not.toContainText('this machine');
  await expect(carried.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveCount(0);
  expect((await api(carried, product).get('/me')).status()).toBe(403);
  expect((await api(carried, product).get('/keys')).status()).toBe(403);
  expect(((await (await handOver(carried)).json()) as { error: string }).error).toBe('needs_factor');
  expect((await handOver(page)).status()).toBe(200);
  await page.goto(`${product.consoleUrl}/keys`);
  const told = page.getByText('Your session was also used from this machine with Firefox.');
  await expect(told).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/also-used-light-1440.png' });
  await page.goto(`${product.consoleUrl}/sessions`);
  await expect(
    page.getByText(/^also used from this machine with Firefox/).filter({ visible: true }),
  ).toHaveCount(1);
  await page.goto(`${product.consoleUrl}/keys`);
  await expect(page.getByRole('heading', { name: 'Keys', exact: true })).toBeVisible();
  await expect(told).toHaveCount(0);
  await carried.screenshot({ path: 'test-results/screens/moved-light-1440.png' });
  await carried.setViewportSize({ width: 360, height: 740 });
  await carried.screenshot({ path: 'test-results/screens/moved-light-360.png', fullPage: true });
  await carried.goto(`${product.consoleUrl}/sessions`);
  await carried.waitForURL(/\/step-up\?/);
  await carried.getByRole('link', { name: 'sign out everywhere' }).click();
  await expect(carried.getByRole('button', { name: 'Sign out everywhere' })).toBeVisible();
  await carried.goto(asked);
  await proveFactor(carried, product, 'security');
  await carried.waitForURL(asked);
  await expect(carried.getByText('This session has moved.', { exact: false })).toHaveCount(0);
  expect((await handOver(carried)).status()).toBe(200);
  // The same session, which now has two places of its own.
  expect((await handOver(page)).status()).toBe(200);
});

test('an administrator ends somebody’s session, whose browser is signed out with its next request', async ({
  browser,
  product,
}) => {
  const [admin, theirs] = [await as('admin', browser, product), await as('developer', browser, product)];
  const { operator } = (await (await api(theirs, product).get('/me')).json()) as { operator: { id: string } };
  await admin.goto(`${product.consoleUrl}/operators/${operator.id}`);
  const ends = admin.getByRole('list', { name: 'Open sessions' }).getByRole('link', { name: /^End/ });
  // The suite signs this person in elsewhere, too.
  for (let left = await ends.count(); left > 0; left -= 1) {
    await ends.first().click();
    await expect(admin.getByText('is signed out with its next request', { exact: false })).toBeVisible();
    await admin.getByLabel('Reason').fill('left a machine open');
    await admin.getByRole('button', { name: 'End session' }).click();
    await admin.waitForURL(`${product.consoleUrl}/operators/${operator.id}`);
    await expect(ends).toHaveCount(left - 1);
  }
  expect(await isSignedIn(theirs, product)).toBe(false);
  await theirs.goto(`${product.consoleUrl}/keys`);
  await theirs.waitForURL(/\/sign-in/);
  expect(await isSignedIn(admin, product)).toBe(true);
});

test('a developer reads what they may do, where, and by which role', async ({ browser, product }) => {
  const page = await as('developer', browser, product);
  await choose(page, 'Your permissions');
  const table = page.getByRole('table', { name: 'What you may do' });
  await expect(table.getByRole('row').filter({ hasText: 'create, rotate' })).toContainText(
    'of your own applications, in Sandbox',
  );
  await expect(table.getByRole('row').filter({ hasText: 'Operators' })).toContainText('names only');
  await expect(table).not.toContainText('Single sign-on');
  await expect(page.getByRole('list', { name: 'Your roles' })).toContainText(
    'Developer in every environment',
  );
});
