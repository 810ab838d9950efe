/** An access review from its scope to its evidence: counted before it starts, answered right by right, taken along. */
import { readFileSync } from 'node:fs';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import { postProven } from '#tests/support/prove.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

test('a review is counted before it starts, a right is removed by default, and the evidence says who did it', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await postProven(page, product, 'owner', '/operators', {
    connection: 'dev',
    email: 'reviewed@example.test',
    name: 'Rita Reviewed',
    role: 'viewer',
  });
  await page.goto(`${product.consoleUrl}/reviews`);
  await expect(page.getByText('No access reviews yet')).toBeVisible();
  await page.getByRole('link', { name: 'New review' }).click();
  await page.getByRole('radio', { name: 'These roles' }).check();
  await page.getByRole('button', { name: 'Count the rights' }).click();
  await expect(page.getByText('Choose at least one role.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'These roles' })).toBeChecked();
  await page.getByLabel('Where they are held').selectOption('Production');
  await page.getByRole('checkbox', { name: 'Viewer' }).check();
  await lookAround(page, 'new review');
  await page.getByRole('button', { name: 'Count the rights' }).click();
  await expect(page.getByText(/rights? (is|are) asked about/)).toBeVisible();
  await page.getByLabel('Name').fill('Fourth quarter');
  await page.getByLabel('Reason').fill('every quarter');
  await page.getByRole('button', { name: 'Start the review' }).click();
  await expect(page.getByRole('heading', { name: 'Fourth quarter', level: 1 })).toBeVisible();
  await lookAround(page, 'a review');
  const started = page.url();
  await page.goto(product.consoleUrl);
  const need = page.getByRole('listitem').filter({ hasText: 'Access review Fourth quarter, due' });
  await expect(need).toContainText(/rights? waits? for your answer/);
  await need.getByRole('link', { name: 'Answer' }).click();
  await expect(page.getByRole('link', { name: /^For you/ })).toHaveAttribute('aria-current', /.+/);
  await page.goto(started);
  await page.getByRole('link', { name: /^Unanswered/ }).click();
  // The list before it has a box for each right as well.
  await expect(page.getByRole('link', { name: /^Unanswered/ })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('link', { name: 'Tick all on this page' }).click();
  await expect(page.getByRole('checkbox', { name: /Viewer for Rita Reviewed/ })).toBeChecked();
  await page.getByRole('link', { name: 'Tick none' }).click();
  // What is ticked before the list stands anew goes with the former one.
  await expect(page.getByRole('checkbox', { name: /Viewer for Rita Reviewed/ })).not.toBeChecked();
  await page.getByRole('button', { name: 'Decide ticked' }).click();
  await expect(page.getByText('Nothing is ticked.')).toBeVisible();
  await page.getByRole('link', { name: 'Go back' }).click();
  await page.getByRole('checkbox', { name: /Viewer for Rita Reviewed/ }).check();
  await page.getByRole('button', { name: 'Decide ticked' }).click();
  await expect(page.getByRole('radio', { name: /^Remove/ })).toBeChecked();
  await lookAround(page, 'a decision');
  await page.getByLabel('Reason').fill('left the team');
  await page.getByRole('button', { name: 'Decide', exact: true }).click();
  await expect(page.getByRole('link', { name: /^Unanswered/ })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('link', { name: /^All/ }).click();
  await expect(page.getByText(/Removed by .*: left the team/)).toBeVisible();
  await expect(page.getByRole('link', { name: /Viewer for Rita Reviewed/ }).first()).toHaveAttribute(
    'href',
    /\/operators\//,
  );
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Evidence, JSON' }).click();
  const rows = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { outcome: string }[];
  expect(rows).toContainEqual(expect.objectContaining({ outcome: 'removed', reason: 'left the team' }));
});

test('a service account stands in the list with its permissions and last call, and is revoked by default', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'security');
  const me = (await (await api(page, product).get('/me')).json()) as { operator: { id: string } };
  const place = { environmentId: 'production', name: 'Exports', ownerId: me.operator.id };
  const application = await postProven(page, product, 'security', '/applications', place);
  const { id: applicationId } = (await application.json()) as { id: string };
  const made = await postProven(page, product, 'security', '/service-accounts', {
    name: 'export-robot',
    applicationId,
    scopes: ['read ApiKey', 'key.rotate ApiKey', 'key.suspend ApiKey'],
    entries: ['127.0.0.1'],
  });
  const { token } = (await made.json()) as { token: string };
  const call = async () =>
    (await fetch(`${product.consoleUrl}/api/v1/keys`, { headers: { authorization: `Bearer ${token}` } }))
      .status;
  expect(await call()).toBe(200);
  await page.context().clearCookies();
  await signIn(page, product, 'owner');
  const started = await postProven(page, product, 'owner', '/review', {
    name: 'Machines',
    kind: 'applications',
    applicationIds: [applicationId],
    dueAt: new Date(Date.now() + 14 * 86_400_000).toISOString(),
    reason: 'every quarter',
  });
  const { id } = (await started.json()) as { id: string };
  await page.goto(`${product.consoleUrl}/reviews/${id}`);
  const row = page.getByRole('listitem').filter({ hasText: /^Service account export-robot of Exports/ });
  await expect(row).toContainText('Keys: see, rotate, suspend');
  await expect(row).toContainText('last called');
  await lookAround(page, 'a review of service accounts');
  await row.getByRole('link', { name: /^Decide…/ }).click();
  await expect(page.getByText(/A service account is revoked: its token is refused for good/)).toBeVisible();
  await lookAround(page, 'a decision about a service account');
  await page.getByLabel('Reason').fill('nobody needs it');
  await page.getByRole('button', { name: 'Decide', exact: true }).click();
  await expect(page.getByText(/Removed by .*: nobody needs it/)).toBeVisible();
  expect(await call()).toBe(401);
  await page.getByRole('link', { name: /^Service account export-robot/ }).click();
  await expect(page.getByText('Revoked').first()).toBeVisible();
});
