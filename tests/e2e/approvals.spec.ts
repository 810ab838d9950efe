/** Approvals as people live them: one asks, another agrees or declines, the first carries it out, and the trail names both. */
import type { Browser, Locator, Page } from '@playwright/test';
import { test, expect as usual } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven, proveFactor, virtualAuthenticator } from '#tests/support/prove.ts';
import { api, signIn, type Who } from '#tests/support/sign-in.ts';

// Several browsers, pictures in four variants and axe on each.
test.describe.configure({ mode: 'serial', timeout: 240_000 });

/** Each step here waits for another person's browser, on a machine that runs both. */
const expect = usual.configure({ timeout: 30_000 });
let owner: Page;
let second: Page;
let auditor: Page;
let viewerId = '';
let request = '';

async function as(who: Who, browser: Browser, product: Product): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, product, who);
  return page;
}

test.beforeAll(async ({ browser }) => {
  const { product: read } = await import('#tests/support/product.ts');
  const product = read();
  owner = await as('owner', browser, product);
  // The second account owner who signs in ends set-up mode: from here on critical changes wait.
  second = await as('owner2', browser, product);
  auditor = await as('auditor', browser, product);
  const found = (await (await api(owner, product).get('/operators?q=viewer@')).json()) as {
    rows: { id: string }[];
  };
  viewerId = found.rows[0]?.id ?? '';
});
test.afterAll(async () => {
  for (const page of [owner, second, auditor]) await page?.context().close();
});

/** The owner asks to make the viewer an administrator; ends on the page that says that it waits. */
async function askForAdministrator(product: Product, reason: string): Promise<void> {
  await owner.goto(`${product.consoleUrl}/operators/${viewerId}/assign`);
  await owner.getByRole('radio', { name: /^Administrator/ }).check();
  await expect(main(owner).getByText('This waits for one other person.')).toBeVisible();
  await owner.getByLabel('Reason').fill(reason);
  await owner.getByRole('button', { name: 'Give role' }).click();
  await proveFactor(owner, product, 'owner');
  await expect(main(owner).getByText('Nothing was changed yet', { exact: false })).toBeVisible();
}

async function rolesNow(product: Product): Promise<string[]> {
  const operator = await (await api(owner, product).get(`/operators/${viewerId}`)).json();
  return (operator as { assignments: { role: string }[] }).assignments.map(({ role }) => role);
}

const main = (page: Page): Locator => page.getByRole('main');
const idOf = (page: Page) => /\/approvals\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';

test('a critical change says beforehand that it waits and for whom, and changes nothing when it is sent', async ({
  product,
}) => {
  await askForAdministrator(product, 'on call from Monday');
  await lookAround(owner, 'approval awaited');
  await main(owner).getByRole('link', { name: 'Open the request' }).click();
  await owner.waitForURL(/\/approvals\/[0-9a-f-]{36}$/);
  request = idOf(owner);
  await expect(
    main(owner).getByText('It waits for one other person', { exact: false }).first(),
  ).toBeVisible();
  await expect(main(owner).getByRole('link', { name: /^Approve/ })).toHaveCount(0);
  await expect(main(owner).getByRole('list', { name: 'Who can approve it' })).toContainText(
    'Oskar Lindqvist',
  );
  await lookAround(owner, 'approval request own');
  expect(await rolesNow(product)).not.toContain('administrator');
});

test('an auditor reads all of it and is offered no answer; its pages are not there for them', async ({
  product,
}) => {
  await auditor.goto(`${product.consoleUrl}/approvals/${request}`);
  await expect(main(auditor)).toContainText('on call from Monday');
  await expect(main(auditor).getByRole('link', { name: /^(Approve|Decline|Carry|Withdraw)/ })).toHaveCount(0);
  for (const verb of ['approve', 'decline', 'withdraw', 'execute']) {
    const response = await auditor.goto(`${product.consoleUrl}/approvals/${request}/${verb}`);
    expect(response?.status(), verb).toBe(404);
  }
});

test('another account owner finds it counted, reads the difference and approves it with a passkey', async ({
  product,
}) => {
  await virtualAuthenticator(second);
  await second.goto(`${product.consoleUrl}/factors/passkey`);
  await second.getByLabel('Name', { exact: true }).fill('Key of the second owner');
  await second.getByRole('button', { name: 'Add passkey' }).click();
  await second.waitForURL(`${product.consoleUrl}/factors`);
  await second.goto(product.consoleUrl);
  await expect(second.getByRole('list', { name: 'Needs you now' })).toContainText('waits for you');
  await second
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Approvals/ })
    .click();
  await second.waitForURL(`${product.consoleUrl}/approvals`);
  await expect(main(second)).toContainText('“on call from Monday”');
  await lookAround(second, 'approvals inbox');
  await main(second)
    .getByRole('link', { name: /^Approve/ })
    .first()
    .click();
  await second.waitForURL(/\/approve$/);
  await second.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(second.getByRole('button', { name: /passkey/i }).first()).toBeVisible();
  await lookAround(second, 'approval approve');
  await second
    .getByRole('button', { name: /^Use passkey|^Confirm with/ })
    .first()
    .click();
  await second.waitForURL(new RegExp(`/approvals/${request}$`));
  await expect(main(second)).toContainText('can carry it out now');
});

test('the requester carries it out once, with a proof of their own, and the trail names who approved', async ({
  product,
}) => {
  await owner.goto(`${product.consoleUrl}/approvals/${request}`);
  await expect(main(owner)).toContainText('It is yours to carry out now');
  await lookAround(owner, 'approval request approved');
  await main(owner)
    .getByRole('link', { name: /^Carry it out/ })
    .click();
  await owner.waitForURL(/\/execute$/);
  await lookAround(owner, 'approval execute');
  await owner.getByRole('button', { name: 'Carry it out' }).click();
  await proveFactor(owner, product, 'owner');
  await expect(main(owner).getByText('Done, as it was approved.')).toBeVisible();
  await main(owner).getByRole('link', { name: 'Go on' }).click();
  await expect(main(owner)).toContainText('Carried out by');
  await lookAround(owner, 'approval request executed');
  expect(await rolesNow(product)).toContain('administrator');
  await owner.goto(`${product.consoleUrl}/approvals/${request}/execute`);
  await expect(main(owner)).toContainText('It was carried out already.');
  await owner.goto(`${product.consoleUrl}/audit?action=assignment.create`);
  await owner
    .getByRole('link', { name: /Administrator/ })
    .first()
    .click();
  await expect(owner.getByRole('complementary')).toContainText('Approved by');
});

test('whoever got their rights through the requester lately reads why their word does not count', async ({
  browser,
  product,
}) => {
  const made = await as('viewer', browser, product);
  const metadata = await (await owner.request.get(`${product.idpUrl}/metadata`)).text();
  const connection = { slug: 'never-added', name: 'Provider of the Western Isles', metadata };
  const asked = await postProven(owner, product, 'owner', '/connections', connection);
  expect(asked.status()).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  await made.goto(`${product.consoleUrl}/approvals/${id}`);
  await expect(main(made)).toContainText(/You got .* through .* in the last 7 days/);
  await expect(main(made).getByRole('link', { name: /^Approve/ })).toHaveCount(0);
  await lookAround(made, 'approval request not yours');
  await made.context().close();
  request = id;
});

test('a decline names its reason to the requester and closes the request for everybody', async ({
  product,
}) => {
  await second.goto(`${product.consoleUrl}/approvals/${request}/decline`);
  await second.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect(second.getByLabel('Reason')).toBeFocused();
  await lookAround(second, 'approval decline');
  await second.getByLabel('Reason').fill('one other person is enough here');
  await second.getByRole('button', { name: 'Decline', exact: true }).click();
  await second
    .getByRole('button', { name: /^Use passkey|^Confirm with/ })
    .first()
    .click();
  await second.waitForURL(new RegExp(`/approvals/${request}$`));
  await owner.goto(`${product.consoleUrl}/approvals/${request}`);
  await expect(main(owner)).toContainText('Declined. Nothing was changed.');
  await expect(main(owner)).toContainText('one other person is enough here');
  await owner.goto(`${product.consoleUrl}/approvals/${request}/execute`);
  await expect(main(owner).getByRole('button', { name: 'Carry it out' })).toHaveCount(0);
  await owner.goto(`${product.consoleUrl}/approvals?view=decided`);
  await lookAround(owner, 'approvals decided');
});

test('a request is withdrawn by whoever asked, and nobody can approve it any more', async ({ product }) => {
  const rule = { command: 'connection.remove', environmentId: null, approvals: 2, reason: 'rarely wanted' };
  const asked = await postProven(owner, product, 'owner', '/approval-rules', rule);
  const { id } = (await asked.json()) as { id: string };
  await owner.goto(`${product.consoleUrl}/approvals?view=mine`);
  await lookAround(owner, 'approvals mine');
  await owner.goto(`${product.consoleUrl}/approvals/${id}/withdraw`);
  await owner.getByRole('button', { name: 'Withdraw' }).click();
  await owner.waitForURL(new RegExp(`/approvals/${id}$`));
  await expect(main(owner)).toContainText('Withdrawn by');
  await second.goto(`${product.consoleUrl}/approvals/${id}/approve`);
  await expect(main(second)).toContainText('This request waits for nobody any more.');
});

test('the rules stand in words; lowering one waits for another person itself, and the open page learns of the answer', async ({
  product,
}) => {
  await owner.goto(`${product.consoleUrl}/approvals/rules`);
  await expect(main(owner)).toContainText('Every critical change');
  await lookAround(owner, 'approval rules');
  await owner.goto(`${product.consoleUrl}/approvals/rules/edit`);
  await owner.getByRole('radio', { name: /^Nobody else/ }).check();
  await expect(main(owner)).toContainText('One person alone could do it');
  await lookAround(owner, 'approval rule edit');
  await owner.getByLabel('Reason').fill('the other journeys of this run wait for nobody');
  await owner.getByRole('button', { name: 'Set rule' }).click();
  await proveFactor(owner, product, 'owner');
  await main(owner).getByRole('link', { name: 'Open the request' }).click();
  await owner.waitForURL(/\/approvals\/[0-9a-f-]{36}$/);
  const id = idOf(owner);
  await second.goto(`${product.consoleUrl}/approvals/${id}/approve`);
  await second.getByRole('button', { name: 'Approve', exact: true }).click();
  await second
    .getByRole('button', { name: /^Use passkey|^Confirm with/ })
    .first()
    .click();
  await second.waitForURL(new RegExp(`/approvals/${id}$`));
  // Live: the requester's open page learns of it by itself.
  await expect(main(owner)).toContainText('It is yours to carry out now');
  await main(owner)
    .getByRole('link', { name: /^Carry it out/ })
    .click();
  await owner.getByRole('button', { name: 'Carry it out' }).click();
  await proveFactor(owner, product, 'owner');
  await expect(main(owner).getByText('Done, as it was approved.')).toBeVisible();
  await owner.goto(`${product.consoleUrl}/approvals/rules`);
  await expect(main(owner)).toContainText('nobody else');
});

test('what this journey gave goes again: the role, and the passkey', async ({ product }) => {
  const operator = await (await api(owner, product).get(`/operators/${viewerId}`)).json();
  const { assignments } = operator as { assignments: { id: string; role: string }[] };
  const given = assignments.find(({ role }) => role === 'administrator');
  const reason = { reason: 'the journey is over' };
  const ended = await postProven(owner, product, 'owner', `/assignments/${given?.id}/end`, reason);
  expect(ended.status()).toBe(200);
  await second.goto(`${product.consoleUrl}/factors`);
  await second.getByRole('link', { name: 'Remove… Key of the second owner' }).click();
  await second.getByRole('button', { name: 'Remove' }).click();
  await second.waitForURL(`${product.consoleUrl}/factors`);
  await expect(second.getByText('No second factor of your own yet')).toBeVisible();
});
