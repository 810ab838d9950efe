/** "May they do this?", by hand in a browser; and the end of a role that is moved, of a person and of a group. */
import type { Page } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import { product as read } from '#tests/support/product.ts';
import { postProven, proveFactor } from '#tests/support/prove.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

const reason = 'looked at by the test';
const dayFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function personCalled(page: Page, q: string) {
  const answer = await (await api(page, read()).get(`/operators?q=${q}`)).json();
  const { rows } = answer as { rows: { id: string; name: string; email: string }[] };
  const person = rows.find(({ email }) => email === `${q}@gatehouse.test`);
  if (!person) throw new Error(`nobody is called ${q}`);
  return person;
}

test('the simulator answers yes with the assignment, no with what comes nearest, and says what is wrong at its field', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const product = read();
  await signIn(page, product, 'owner');
  const person = await personCalled(page, 'security');

  await page.goto(`/operators/${person.id}/permissions`);
  await page.getByRole('link', { name: 'May they do this?' }).click();
  await expect(page.getByRole('heading', { name: 'May they do this?' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Operator' })).toHaveValue(person.email);
  await lookAround(page, 'simulator unasked');
  const ask = async (permission: string) => {
    await page.getByRole('combobox', { name: 'Does what' }).selectOption(permission);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
  };

  await ask('key.revoke ApiKey');
  await expect(page.getByText(`Yes: ${person.name} may do this.`)).toBeVisible();
  const deciding = page.getByRole('list', { name: 'What decides' });
  await expect(deciding).toContainText('Security officer');
  await expect(deciding.getByRole('link', { name: 'an assignment of their own' }).first()).toHaveAttribute(
    'href',
    `/operators/${person.id}`,
  );
  await lookAround(page, 'simulator yes');

  await ask('connection.add Connection');
  await expect(page.getByText(`No: ${person.name} may not do this.`)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Account owner' })).toBeVisible();
  await lookAround(page, 'simulator no');

  // Before they had any role.
  await ask('key.revoke ApiKey');
  await page.getByLabel('At UTC, optional').fill('2020-01-01T00:00');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByRole('list', { name: 'What comes nearest' })).toContainText('begins only at');
  await lookAround(page, 'simulator nearest');

  const wrong = '/roles/simulate?operator=nobody@x.test&permission=key.revoke+ApiKey';
  const sentences: [string, string][] = [
    [wrong, 'Nobody has this address or id'],
    [`${wrong}&at=9999-12-31T00:00`, 'Choose a time between the years 2000 and 2100.'],
    [`${wrong}&subject=nothing`, 'This is not the id of anything here.'],
    [wrong.replace('revoke', 'steal'), 'There is no such permission.'],
    ['/roles/simulate?permission=', 'Name one operator'],
  ];
  for (const [path, sentence] of sentences) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(200);
    await expect(page.getByText(sentence)).toBeVisible();
  }
  await page.goto(wrong);
  await lookAround(page, 'simulator wrong');

  await page.context().clearCookies();
  await signIn(page, product, 'viewer');
  expect((await page.goto('/roles/simulate'))?.status()).toBe(404);
});

test('the end of a role is moved from its row: earlier by a recent proof, later as giving it is; a group’s likewise', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const product = read();
  await signIn(page, product, 'owner');
  const person = await personCalled(page, 'viewer');
  const made = async (path: string, body: object) =>
    (await (await postProven(page, product, 'owner', path, body)).json()) as { id: string };
  const untilAt = dayFrom(20);
  const auditor = await made('/assignments', {
    operatorId: person.id,
    role: 'auditor',
    environmentId: 'sandbox',
    untilAt,
    reason,
  });

  await page.goto(`/operators/${person.id}`);
  const row = page
    .getByRole('list', { name: 'Roles now' })
    .getByRole('listitem')
    .filter({ hasText: 'Auditor' });
  await row.getByRole('link', { name: /^Move end/ }).click();
  await expect(page.getByText('as it is now')).toBeVisible();
  const until = page.getByLabel('Until');
  await expect(until).toHaveValue(untilAt);
  await until.fill('');
  await expect(page.getByText('It lasts longer: it counts without an end.')).toBeVisible();
  await lookAround(page, 'move end');
  await until.fill(dayFrom(10));
  await expect(page.getByText('It ends earlier')).toBeVisible();
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Move end', exact: true }).click();
  await goesOn(page, new RegExp(`/operators/${person.id}$`));

  await made(`/assignments/${auditor.id}/end`, { reason });

  const { id: groupId } = await made('/groups', { name: 'Day watch of the Eastern Isles', reason });
  const { id } = await made('/assignments', { groupId, role: 'viewer', untilAt, reason });
  await page.goto(`/groups/${groupId}`);
  await page.getByRole('link', { name: /^Move end/ }).click();
  await expect(page).toHaveURL(new RegExp(`/groups/${groupId}/roles/${id}/move$`));
  await page.getByLabel('Until').fill(dayFrom(30));
  await expect(page.getByText('It lasts longer')).toBeVisible();
  await lookAround(page, 'move end of a group');
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Move end', exact: true }).click();
  await goesOn(page, new RegExp(`/groups/${groupId}$`));

  // Earlier takes away and is not critical, so that it takes effect here; then later would be.
  const manager = await personCalled(page, 'manager');
  const stored = await (await api(page, product).get(`/operators/${manager.id}`)).json();
  const held = (stored as { assignments: { id: string; role: string }[] }).assignments;
  const given = held.find(({ role }) => role === 'access-manager');
  await made(`/assignments/${given?.id}/move-end`, { untilAt: dayFrom(300), reason });
  await page.goto(`/operators/${manager.id}/roles/${given?.id}/move`);
  await page.getByLabel('Until').fill(dayFrom(310));
  await expect(page.getByText('This is critical, as giving it is')).toBeVisible();
  await expect(page.getByText('Your second factor will be asked for, for this change alone')).toBeVisible();
  await lookAround(page, 'move end critical');
});

/** A proof may be asked for once more, where the last one is too old for it. */
async function goesOn(page: Page, to: RegExp): Promise<void> {
  const way = page.getByRole('link', { name: /^Prove it at/ });
  await expect(async () => {
    expect((await way.count()) > 0 || to.test(page.url())).toBe(true);
  }).toPass({ timeout: 60_000 });
  if (!to.test(page.url())) await proveFactor(page, read(), 'owner');
  await expect(page).toHaveURL(to);
}
