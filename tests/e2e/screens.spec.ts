/** Every screen in both themes and at 360 px: axe finds nothing, the policy blocks nothing, nothing runs off the side. */
import { X509Certificate } from 'node:crypto';
import type { Page, Response } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import { callGate } from '#tests/support/gate.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven } from '#tests/support/prove.ts';
import { helper, outside, screensOf } from '#tests/support/screens.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

const longName = 'claims-gateway-disaster-recovery-frankfurt-second-site-for-the-night-batch';
let screens: Record<string, string> = {};

test.beforeAll(async ({ browser }) => {
  const { product: read } = await import('#tests/support/product.ts');
  const page = await (await browser.newContext()).newPage();
  await fill(page, read());
  await page.context().close();
});

/** One of each state, so that a screen is judged with something on it. */
async function fill(page: Page, product: Product): Promise<void> {
  await signIn(page, product, 'owner');
  const call = api(page, product);
  const made = (path: string, body: object) => makeIt(page, product, path, body);
  const me = (await (await call.get('/me')).json()) as { operator: { id: string } };
  const application = await made('/applications', {
    environmentId: 'production',
    name: 'Claims gateway of the Western Isles',
    ownerId: me.operator.id,
  });
  const key = (name: string, more: object = {}) =>
    made('/keys', {
      name,
      applicationId: application.id,
      kind: 'secret',
      scopes: ['checks:read', 'checks:write'],
      entries: ['127.0.0.1', '203.0.113.0/28', '2001:db8:4c1::/48'],
      ...more,
    });
  const active = await key(longName);
  const rotated = await key('payments-kyc-batch', { expiresInDays: 1 });
  const revoked = await key('ops-debug-tmp');
  await key('kyc-mobile-ios', { kind: 'publishable', mode: 'off', entries: [] });
  const account = await made('/service-accounts', {
    name: 'nightly-rotation-of-the-western-isles',
    applicationId: application.id,
    scopes: ['read ApiKey', 'key.rotate ApiKey', 'read Application', 'read AuditEvent'],
    entries: ['203.0.113.0/28'],
  });
  await call.post(`/keys/${rotated.id}/rotate`, { overlapHours: 72, reason: 'quarterly rotation' });
  await call.post(`/keys/${revoked.id}/revoke`, { reason: 'pasted into a ticket' });
  const suspended = await key('reports-nightly');
  await made(`/keys/${suspended.id}/suspend`, { reason: 'nobody knows who calls with it' });
  await expect.poll(async () => (await callGate(product, active.token)).status).toBe(204);
  const reference = (await callGate(product, active.token, { from: '127.0.0.2' })).reference ?? '';
  await expect.poll(async () => (await call.get(`/decisions/${reference}`)).status()).toBe(200);
  const connections = (await (await call.get('/connections')).json()) as { rows: { id: string }[] };
  const connection = connections.rows[0]?.id ?? '';
  const metadata = await (await page.request.get(`${product.idpUrl}/metadata`)).text();
  const spare = await made('/connections', {
    slug: 'spare',
    name: 'Spare provider of the Western Isles',
    metadata,
  });
  const demand = {
    name: 'Spare provider of the Western Isles',
    listed: true,
    metadataUrl: `${product.idpUrl}/metadata`,
    mfaContexts: ['https://refeds.org/profile/mfa'],
    mfaAttributes: [{ name: 'session.amr', values: ['mfa'] }],
    signatures: 'both',
    allowsUnsolicited: true,
    asksContext: false,
    forcesAuthn: true,
    authnMaxAgeMinutes: 60,
    withoutMfa: 'ask',
  };
  const because = 'a look at every screen';
  await made(`/connections/${spare.id}/edit`, { ...demand, version: 1, reason: because });
  await made(`/connections/${spare.id}/begin-key-rollover`, { version: 2, reason: because });
  const directory = await made('/scim-tokens', {
    connectionId: connection,
    name: 'Directory of the Western Isles',
    scopes: ['users', 'groups'],
  });
  const gone = await made('/operators', { connection: 'dev', email: 'gone@example.test', reason: because });
  const orphan = await made('/applications', {
    environmentId: 'production',
    name: 'Nobody’s night batch',
    ownerId: gone.id,
  });
  await made('/keys', {
    name: 'night-batch-legacy',
    applicationId: orphan.id,
    kind: 'secret',
    scopes: ['checks:read'],
    entries: ['127.0.0.1'],
  });
  await made(`/operators/${gone.id}/disable`, { reason: because });
  const operators = (await (await call.get('/operators?q=Jonas')).json()) as { rows: { id: string }[] };
  const person = operators.rows[0]?.id ?? '';
  const group = await made('/groups', {
    name: 'Second night watch of the Western Isles',
    description:
      'Whoever is on call from eight to eight, and in for them whoever holds the fort in Frankfurt',
    reason: because,
  });
  // Nobody of those who sign in: what the group brings must not follow them into later journeys.
  const watch = await made('/operators', {
    connection: 'dev',
    email: 'night-watch@example.test',
    name: 'Wilhelmina of the Night Watch',
    reason: because,
  });
  await made(`/groups/${group.id}/add-member`, { operatorIds: [watch.id], reason: because });
  const viewer = { role: 'viewer', environmentId: 'production', reason: because };
  const grouped = await made('/assignments', { groupId: group.id, ...viewer });
  const held = await made('/assignments', { operatorId: watch.id, ...viewer, environmentId: 'sandbox' });
  const role = await made('/roles', { ...helper, reason: because });
  const policyNow = {
    rules: [
      { may: ['read'], on: 'ApiKey' },
      { may: ['key.suspend', 'key.revoke'], on: 'ApiKey', where: { environment: 'sandbox' } },
    ],
  };
  await made(`/roles/${role.id}/edit`, { ...helper, reason: because, policy: policyNow, version: 1 });
  await made('/assignments', {
    groupId: group.id,
    role: 'key-helper-of-the-second-night-watch',
    reason: because,
  });
  const review = await made('/review', {
    name: 'Fourth quarter of the Western Isles, holders of everything that reads the trail',
    kind: 'roles',
    roles: ['auditor', 'viewer', 'key-helper-of-the-second-night-watch'],
    dueAt: new Date(Date.now() + 9 * 86_400_000).toISOString(),
    reason: because,
  });
  const duty = await made('/duty', {
    name: 'Who makes keys does not take the trail away',
    first: 'key.create ApiKey',
    second: 'audit.export AuditEvent',
    mode: 'warn',
    reason: because,
  });
  const wish = { role: 'auditor', environmentId: null, minutes: 120, reason: because };
  const own = await made('/role-requests', wish);
  const rule = await ruleId(page, product);
  const second = await secondOwner(page, product, wish);
  const waiting = await waitingRequest(page, product);
  await page.goto(`${product.consoleUrl}/operators/${second.id}`);
  const session = await idBehind(page, 'a[href*="/sessions/"]', 'href', /sessions\/([0-9a-f-]{36})/);
  await page.goto(`${product.consoleUrl}/reviews/${review.id}`);
  const item = await idBehind(page, 'input[name="item"]', 'value', /(.+)/);
  screens = screensOf({
    account: account.id,
    active: active.id,
    application: application.id,
    asked: second.asked,
    certificate: fingerprintIn(metadata),
    connection,
    directory: directory.id,
    duty: duty.id,
    gone: gone.id,
    group: group.id,
    grouped: grouped.id,
    held: held.id,
    item,
    orphan: orphan.id,
    own: own.id,
    person,
    reference,
    review: review.id,
    rotated: rotated.id,
    rule,
    second: second.id,
    session,
    spare: spare.id,
    suspended: suspended.id,
    waiting,
    watch: watch.id,
  });
}

/** What is not made would be looked at as a page that is not there. */
async function makeIt(page: Page, product: Product, path: string, body: object) {
  const answer = await postProven(page, product, 'owner', path, body);
  if (![200, 201].includes(answer.status()))
    throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as { id: string; token: string };
}

async function idBehind(page: Page, selector: string, attribute: string, of: RegExp): Promise<string> {
  const value = await page.locator(selector).first().getAttribute(attribute);
  const id = of.exec(value ?? '')?.[1];
  if (!id) throw new Error(`${page.url()} names none: ${value}`);
  return id;
}

function fingerprintIn(metadata: string): string {
  const [, body = ''] = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(metadata) ?? [];
  return new X509Certificate(Buffer.from(body, 'base64')).fingerprint256.replaceAll(':', '');
}

/** Of an approval rule: one that is there, or one more while nothing waits for anybody yet. */
async function ruleId(page: Page, product: Product): Promise<string> {
  await page.goto(`${product.consoleUrl}/approvals/rules`);
  const link = 'a[href^="/approvals/rules/"][href$="/remove"]';
  if ((await page.locator(link).count()) === 0) {
    const rule = { command: 'connection.refresh', environmentId: null, approvals: 1 };
    await makeIt(page, product, '/approval-rules', { ...rule, reason: 'a look at every screen' });
    await page.reload();
  }
  return idBehind(page, link, 'href', /rules\/([0-9a-f-]{36})/);
}

/** Somebody else with a session and a request of their own; from here on changes wait for them. */
async function secondOwner(page: Page, product: Product, wish: object) {
  const second = await page.context().browser()?.newPage();
  if (!second) throw new Error('This page has no browser of its own');
  await signIn(second, product, 'owner2');
  const call = api(second, product);
  const { operator } = (await (await call.get('/me')).json()) as { operator: { id: string } };
  const asked = await call.post('/role-requests', wish);
  expect(asked.status()).toBe(201);
  const { id } = (await asked.json()) as { id: string };
  await second.context().close();
  return { id: operator.id, asked: id };
}

/**
 * A request that waits. How many people a change waits for is itself never changed alone once the second account owner
 * has signed in; the journey of approvals, which runs before, made everything else wait for nobody.
 */
async function waitingRequest(page: Page, product: Product): Promise<string> {
  const asked = await postProven(page, product, 'owner', '/approval-rules', {
    command: 'connection.remove',
    environmentId: null,
    approvals: 2,
    reason: 'a look at every screen',
  });
  expect(asked.status()).toBe(202);
  return ((await asked.json()) as { id: string }).id;
}

test('every screen, light and dark, wide and narrow: axe finds nothing, nothing runs off the side, nothing is said on the console', async ({
  page,
  product,
}) => {
  test.setTimeout(1_200_000);
  const said: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
  const hosts = new Set<string>();
  const look = async (screens: Record<string, string>) => {
    hosts.clear();
    for (const [name, path] of Object.entries(screens)) {
      const answer = await page.goto(`${product.consoleUrl}${path}`);
      expect.soft(answer?.status(), `${name}, ${path}`).toBe(name === 'not found' ? 404 : 200);
      await expectPolicy(answer, path);
      await expect.soft(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
      await lookAround(page, name);
    }
    expect([...hosts]).toEqual([new URL(product.consoleUrl).host]);
  };
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await look(outside);
  await signIn(page, product, 'owner');
  await look(screens);
  // A page that is not there says so in the browser's own words; everything else on the console is a fault.
  expect(said.filter((line) => !line.includes('the server responded with a status of 404'))).toEqual([]);
});

/** A strict policy, a nonce on each script, no inline style, nothing that names the software. */
async function expectPolicy(response: Response | null, path: string): Promise<void> {
  const headers = response?.headers() ?? {};
  const policy = headers['content-security-policy'] ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
  expect(policy, path).toMatch(/default-src 'self'/);
  expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
  const html = (await response?.text()) ?? '';
  expect(html.match(/<script(?![^>]*nonce=)[^>]*>/g), path).toBeNull();
  expect(html.includes(`nonce="${nonce}"`), path).toBe(true);
  expect(html.match(/<[a-z][^>]*\sstyle="/gi), path).toBeNull();
  expect(headers['x-powered-by'], path).toBeUndefined();
}
