/** A directory is connected: token made and shown once, people provisioned over HTTP, seen in the console, token ended. */
import type { Page } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven, proveFactor } from '#tests/support/prove.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

test('an account owner connects a directory, and what it keeps is seen until its token ends', async ({
  page,
  product,
}) => {
  test.setTimeout(240_000);
  await signIn(page, product, 'owner');
  const call = api(page, product);
  const connections = (await (await call.get('/connections')).json()) as {
    rows: { id: string; slug: string }[];
  };
  const id = connections.rows.find(({ slug }) => slug === 'dev')?.id ?? '';
  await page.goto(`${product.consoleUrl}/connections/${id}`);
  await page.getByRole('link', { name: 'Provisioning' }).click();
  await expect(page.getByRole('heading', { name: 'Provisioning (SCIM)' })).toBeVisible();
  await lookAround(page, 'provisioning empty');

  await page.getByRole('link', { name: 'New token' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Okta production');
  await lookAround(page, 'provisioning new token');
  await page.getByRole('button', { name: 'Make token' }).click();
  await proveFactor(page, product, 'owner');
  const shown = page.getByText(/^gth_sc_\w+$/);
  await expect(shown).toBeVisible();
  const token = (await shown.textContent()) ?? '';
  await page.getByLabel('The token is stored in the directory that brings it').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('link', { name: 'End… Okta production' })).toBeVisible();

  const scim = speaking(product, token);
  const userName = `provisioned-${Date.now()}@corp.example`;
  const made = await scim('POST', 'Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    displayName: 'Ada Provisioned',
    emails: [{ value: userName, primary: true, type: 'work' }],
    active: true,
  });
  expect(made.status).toBe(201);
  expect(made.headers.get('content-type')).toMatch(/^application\/scim\+json/);
  const person = (await made.json()) as { id: string; meta: { location: string } };
  expect(person.meta.location).toBe(`${product.consoleUrl}/scim/v2/Users/${person.id}`);
  expect((await scim('GET', 'Schemas/urn:ietf:params:scim:schemas:core:2.0:User')).status).toBe(200);

  const application = await postProven(page, product, 'owner', '/applications', {
    environmentId: 'production',
    name: 'Provisioned owner’s batch',
    ownerId: person.id,
  });
  const { id: applicationId } = (await application.json()) as { id: string };
  await postProven(page, product, 'owner', '/keys', {
    name: 'batch-legacy',
    applicationId,
    kind: 'secret',
    scopes: ['checks:read'],
    entries: ['127.0.0.1'],
  });
  const ended = await scim('PATCH', `Users/${person.id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  });
  expect(await ended.json()).toMatchObject({ active: false });

  await page.goto(`${product.consoleUrl}/connections/${id}/provisioning`);
  await expect(page.getByRole('link', { name: /Ada Provisioned deactivated by dev/ })).toBeVisible();
  await lookAround(page, 'provisioning in use');
  await page.goto(`${product.consoleUrl}/applications/${applicationId}`);
  await expect(page.getByText('No calls in the last 7 days').first()).toBeVisible();
  await lookAround(page, 'application orphaned');
  await page.goto(`${product.consoleUrl}/applications?orphaned=1`);
  await expect(page.getByRole('link', { name: 'Provisioned owner’s batch' }).first()).toBeVisible();
  await lookAround(page, 'applications orphaned');

  await lettingIn(page, product, id);

  await page.goto(`${product.consoleUrl}/connections/${id}/provisioning`);
  await page.getByRole('link', { name: 'End… Okta production' }).click();
  await page.getByRole('textbox', { name: /Reason/ }).fill('the directory moved');
  await lookAround(page, 'provisioning end token');
  await page.getByRole('button', { name: 'End token' }).click();
  await expect(page.getByText(/^Ended /).first()).toBeVisible();
  expect((await scim('GET', 'Users')).status).toBe(401);
});

/** A directory's client, by its token. */
const speaking = (product: Product, token: string) => (method: string, path: string, body?: object) =>
  fetch(`${product.consoleUrl}/scim/v2/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/scim+json',
      // What a browser would bring along changes nothing here.
      cookie: '__Host-gatehouse=nobody',
    },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Into a group with administrative rights a directory puts nobody by itself: somebody else than who connected it lets them in. */
async function lettingIn(owner: Page, product: Product, connectionId: string): Promise<void> {
  const browser = owner.context().browser();
  if (!browser) throw new Error('This page has no browser of its own');
  const admin = await (await browser.newContext()).newPage();
  await signIn(admin, product, 'admin');
  const wanted = { connectionId, name: 'By the administrator', scopes: ['users', 'groups'] };
  const made = await postProven(admin, product, 'admin', '/scim-tokens', wanted);
  const scim = speaking(product, ((await made.json()) as { token: string }).token);
  await admin.context().close();
  const group = await scim('POST', 'Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Night watch of the directory',
  });
  const { id: groupId } = (await group.json()) as { id: string };
  const given = { groupId, role: 'security-officer', environmentId: null, reason: 'on call at night' };
  expect((await postProven(owner, product, 'owner', '/assignments', given)).status()).toBe(201);
  const colleague = await scim('POST', 'Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `colleague-${Date.now()}@corp.example`,
    displayName: 'Ben Provisioned',
    active: true,
  });
  const { id: colleagueId } = (await colleague.json()) as { id: string };
  const added = await scim('PATCH', `Groups/${groupId}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'add', path: 'members', value: [{ value: colleagueId }] }],
  });
  expect(added.status).toBe(204);
  await owner.goto(`${product.consoleUrl}/approvals/access`);
  await owner.getByRole('link', { name: /^Into Night watch of the directory: Security officer/ }).click();
  await lookAround(owner, 'directory asks');
  await owner.getByRole('link', { name: 'Grant' }).click();
  await expect(owner.getByRole('heading', { name: /^Let Ben Provisioned into Night watch/ })).toBeVisible();
  await lookAround(owner, 'directory asks, grant');
  await owner.getByLabel('Reason').fill('they are on call from tonight');
  await owner.getByRole('button', { name: 'Grant' }).click();
  await proveFactor(owner, product, 'owner');
  await expect(owner.getByText(/is in Night watch of the directory now/).first()).toBeVisible();
  const inside = (await (await scim('GET', `Groups/${groupId}`)).json()) as { members: { value: string }[] };
  expect(inside.members.map(({ value }) => value)).toEqual([colleagueId]);
}
