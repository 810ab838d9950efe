/** Groups, roles asked for, and what a role would change, by hand in a browser. */
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import { product as read } from '#tests/support/product.ts';
import { postProven } from '#tests/support/prove.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

const reason = 'looked at by the test';

test('a group is given a role, people are put in, and each place shows who gains what', async ({ page }) => {
  const product = read();
  await signIn(page, product, 'owner');
  const made = async (path: string, body: object) =>
    (await (await postProven(page, product, 'owner', path, body)).json()) as { id: string };
  const group = await made('/groups', {
    name: 'Night watch of the Western Isles',
    description: 'Whoever is on call from eight to eight',
    reason,
  });
  const people = (await (await api(page, product).get('/operators?size=5')).json()) as {
    rows: { id: string; name: string; state: string }[];
  };
  const me = (await (await api(page, product).get('/me')).json()) as { operator: { id: string } };
  const person = people.rows.find(({ id, state }) => id !== me.operator.id && state === 'active');
  if (!person) throw new Error('nobody else is here');
  await made(`/groups/${group.id}/add-member`, { operatorIds: [person.id], reason });

  await page.goto(`/groups/${group.id}/assign`);
  await page.getByRole('radio', { name: /^Security officer/ }).check();
  await expect(page.getByText(`may, beyond what they may now`)).toContainText(person.name);
  await expect(page.getByText('Looking for ways to more power')).toHaveCount(0);
  await lookAround(page, 'groups give a role');
  await made('/assignments', { groupId: group.id, role: 'viewer', environmentId: 'production', reason });

  for (const [name, path] of [
    ['groups list', '/groups'],
    ['groups new', '/groups/new'],
    ['groups one', `/groups/${group.id}`],
    ['groups edit', `/groups/${group.id}/edit`],
    ['groups put in', `/groups/${group.id}/add`],
    ['groups take out', `/groups/${group.id}/members/${person.id}/remove`],
    ['groups end', `/groups/${group.id}/end`],
    ['operator in a group', `/operators/${person.id}`],
    ['operator permissions', `/operators/${person.id}/permissions`],
  ] as const) {
    expect((await page.goto(path))?.status(), name).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await lookAround(page, name);
  }
});

test('a list is walked by keyboard: from row to row while the focus is in it, and Enter opens one', async ({
  page,
}) => {
  await signIn(page, read(), 'owner');
  await page.goto('/operators');
  const table = page.getByRole('region', { name: 'Operators, table' });
  const links = table.locator('tbody a.name');
  await page.keyboard.press('j');
  await expect(links.first()).not.toBeFocused();
  await table.focus();
  await page.keyboard.press('j');
  await expect(links.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(links.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/operators\/[0-9a-f-]{36}$/);
});

test('people are ticked, a search keeps them, and what each would gain stands beside them', async ({
  page,
}) => {
  const product = read();
  await signIn(page, product, 'owner');
  const made = async (path: string, body: object) =>
    (await (await postProven(page, product, 'owner', path, body)).json()) as { id: string };
  const group = await made('/groups', { name: 'Day watch of the Western Isles', reason });
  await made('/assignments', { groupId: group.id, role: 'auditor', reason });
  await page.goto(`/groups/${group.id}/add`);
  await expect(page.getByText('Tick people to see what each of them gains.')).toBeVisible();
  const box = page.getByRole('checkbox').first();
  const id = await box.getAttribute('value');
  await box.check();
  await expect(page.getByText('may, beyond what they may now')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`operatorIds%5B%5D=${id}`));
  await page.getByRole('searchbox').fill('viewer@');
  await page.getByRole('searchbox').press('Enter');
  await expect(page).toHaveURL(/q=viewer/);
  await expect(page.locator(`input[type="checkbox"][value="${id}"]`)).toBeChecked();
  await lookAround(page, 'groups put in, ticked');
});

test('a role is asked for by form, waits where it is decided, and is not decided by who asked', async ({
  page,
}) => {
  const product = read();
  await signIn(page, product, 'developer');
  await page.goto('/permissions/ask');
  await page.getByLabel('Role', { exact: true }).selectOption('auditor');
  await page.getByLabel('For how long').selectOption('120');
  await page.getByLabel('Reason').fill('the auditors ask tonight');
  await lookAround(page, 'roles ask');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page).toHaveURL(/\/permissions$/);
  await page.getByRole('link', { name: /^Auditor in every environment for 2 hours/ }).click();
  await expect(page.getByText('Nobody decides their own request')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Grant…' })).toHaveCount(0);
  const request = new URL(page.url()).pathname;

  await page.context().clearCookies();
  await signIn(page, product, 'owner');
  await page.goto('/approvals/access');
  await lookAround(page, 'roles asked for');
  await page.goto(request);
  await lookAround(page, 'roles request');
  await page.getByRole('link', { name: 'Grant…' }).click();
  await expect(page.getByText('beyond what they may now')).toBeVisible();
  await lookAround(page, 'roles grant');
});
