/** A service account from its empty list to the call of a script, and a list that is taken along as a file. */
import { readFileSync } from 'node:fs';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import { postProven } from '#tests/support/prove.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

test('whoever sees none reads what one is for', async ({ page, product }) => {
  // Of what other journeys made in production a developer sees nothing that is not theirs.
  await signIn(page, product, 'developer');
  await page.goto(`${product.consoleUrl}/service-accounts`);
  await expect(page.getByText('No service accounts here')).toBeVisible();
  await lookAround(page, 'service accounts, none');
});

test('made on one page, its token is shown once and does what was chosen, and nothing else', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  const me = (await (await api(page, product).get('/me')).json()) as { operator: { id: string } };
  await postProven(page, product, 'owner', '/applications', {
    environmentId: 'production',
    name: 'Reports at night',
    ownerId: me.operator.id,
  });
  await page.goto(product.consoleUrl);
  await page.getByRole('link', { name: 'Service accounts' }).click();
  await expect(page.getByRole('heading', { name: 'Service accounts', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'New service account' }).click();
  await page.getByLabel('Name', { exact: true }).fill('nightly-report');
  await page.getByLabel('Application').selectOption({ label: 'Reports at night' });
  await page.getByRole('group', { name: 'Keys' }).getByRole('checkbox', { name: 'See', exact: true }).check();
  await page.getByRole('group', { name: 'Keys' }).getByRole('checkbox', { name: 'Suspend' }).check();
  await page.getByRole('textbox', { name: 'Line 1', exact: true }).fill('127.0.0.1');
  await page.getByRole('button', { name: 'Create service account' }).click();
  await expect(page.getByText('Shown this once')).toBeVisible();
  const token = (
    await page.locator('.secret, [data-secret], code').filter({ hasText: 'gth_sa_' }).first().innerText()
  ).trim();
  await lookAround(page, 'service account, token');
  await page.getByRole('checkbox', { name: /stored/ }).check();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('heading', { name: 'nightly-report' })).toBeVisible();
  await expect(page.getByText('Stands behind it')).toBeVisible();

  const headers = { authorization: `Bearer ${token}` };
  const listed = await fetch(`${product.consoleUrl}/api/v1/keys`, { headers });
  expect(listed.status).toBe(200);
  const beyond = await fetch(`${product.consoleUrl}/api/v1/applications`, { headers });
  expect(beyond.status).toBe(403);
  await page.reload();
  await expect(page.getByText('from 127.0.0.1')).toBeVisible();
  const address = page.url();
  await page.goto(`${product.consoleUrl}/service-accounts`);
  await expect(page.getByRole('link', { name: 'nightly-report' })).toBeVisible();
  await page.goto(`${product.consoleUrl}/keys?q=nightly-report`);
  await expect(page.getByText('No key matches')).toBeVisible();

  const id = address.split('/').at(-1);
  const revoked = await api(page, product).post(`/keys/${id}/revoke`, { reason: 'the journey is over' });
  expect(revoked.status()).toBe(200);
  expect((await fetch(`${product.consoleUrl}/api/v1/keys`, { headers })).status).toBe(401);
});

test('a list is taken along as a file, the trail only by those who may, and the trail says so', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.goto(`${product.consoleUrl}/audit?outcome=done`);
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /CSV/ }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^gatehouse-audit-\d{4}-\d\d-\d\d\.csv$/);
  const text = readFileSync(await file.path(), 'utf8');
  expect(text.split('\r\n')[0]).toContain('number,at,action,outcome');
  expect(text).not.toContain(',refused,');
  await page.goto(`${product.consoleUrl}/audit?action=audit.export`);
  await expect(page.getByText(/exported as CSV: outcome done/).first()).toBeVisible();
});

test('a viewer is offered no export of the trail, and names only of people', async ({ page, product }) => {
  await signIn(page, product, 'viewer');
  await page.goto(`${product.consoleUrl}/operators`);
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /CSV/ }).click(),
  ]);
  expect(readFileSync(await file.path(), 'utf8').split('\r\n')[0]).toBe('\uFEFFid,name');
  await page.goto(`${product.consoleUrl}/service-accounts`);
  await expect(page.getByRole('link', { name: 'New service account' })).toHaveCount(0);
});
