/** Every screen in both themes and at 360 px: axe finds nothing, the policy blocks nothing, nothing runs off the side. */
import type { Page, Response } from '@playwright/test';
import { expect, test } from '#tests/support/browser.ts';
import { callGate } from '#tests/support/gate.ts';
import { lookAround } from '#tests/support/look.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven } from '#tests/support/prove.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

const longName = 'claims-gateway-disaster-recovery-frankfurt-second-site-for-the-night-batch';
/** A draft of who the people of a connection are, as its form sends it. */
const mapping = new URLSearchParams([
  ['email', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'],
  ['groups', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'],
  ['provisioning', 'mapped'],
  ['ceiling', 'auditor'],
  ['ceiling', 'developer'],
  ['domains', 'western-isles.example'],
  ['group', '7d3f0a52-5a39-4f0e-9f6c-2d6f4b1f9a10'],
  ['role', 'developer'],
  ['place', 'sandbox'],
  ['group', 'CN=Gatehouse auditors of the Western Isles,OU=Groups,DC=corp,DC=example'],
  ['role', 'auditor'],
  ['place', ''],
]);
let screens: Record<string, string> = {};
let reference = '';

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
  const made = async (path: string, body: object) =>
    (await (await postProven(page, product, 'owner', path, body)).json()) as { id: string; token: string };
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
  await expect.poll(async () => (await callGate(product, active.token)).status).toBe(204);
  reference = (await callGate(product, active.token, { from: '127.0.0.2' })).reference ?? '';
  await expect.poll(async () => (await call.get(`/decisions/${reference}`)).status()).toBe(200);
  const connections = (await (await call.get('/connections')).json()) as { rows: { id: string }[] };
  const connection = connections.rows[0]?.id ?? '';
  const spare = await made('/connections', {
    slug: 'spare',
    name: 'Spare provider of the Western Isles',
    metadata: await (await page.request.get(`${product.idpUrl}/metadata`)).text(),
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
  const policy =
    'name=Spare&url=&mfaContexts=&signatures=assertion&age=240&withoutMfa=ask&unsolicited=true&attribute=amr&values=mfa';
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
  await made('/assignments', {
    groupId: group.id,
    role: 'viewer',
    environmentId: 'production',
    reason: because,
  });
  const helper = {
    name: 'Key helper of the second night watch',
    description: 'Sees every key and ends what must end, while nobody else is up',
    policy: {
      rules: [
        { may: ['read'], on: 'ApiKey' },
        { may: ['key.suspend'], on: 'ApiKey', where: { applications: 'own' } },
      ],
    },
    reason: because,
  };
  const role = await made('/roles', helper);
  const policyNow = {
    rules: [
      { may: ['read'], on: 'ApiKey' },
      { may: ['key.suspend', 'key.revoke'], on: 'ApiKey', where: { environment: 'sandbox' } },
    ],
  };
  await made(`/roles/${role.id}/edit`, { ...helper, policy: policyNow, version: 1 });
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
  const waiting = await waitingRequest(page, product);
  screens = {
    overview: '/',
    keys: '/keys',
    'keys, nothing matches': '/keys?q=reconsile',
    'new key': '/keys/new',
    key: `/keys/${active.id}`,
    'key in rotation': `/keys/${rotated.id}`,
    'key, allow-list': `/keys/${active.id}?tab=allow-list`,
    'key, history': `/keys/${active.id}?tab=history`,
    'key, edit allow-list': `/keys/${active.id}/allow-list`,
    'key, edit': `/keys/${active.id}/edit`,
    'key, rotate': `/keys/${active.id}/rotate`,
    'key, end overlap': `/keys/${rotated.id}/end-overlap`,
    'key, suspend': `/keys/${active.id}/suspend`,
    'key, revoke': `/keys/${active.id}/revoke`,
    'service accounts': '/service-accounts',
    'service accounts, nothing matches': '/service-accounts?q=reconsile',
    'new service account': '/service-accounts/new',
    'service account': `/service-accounts/${account.id}`,
    'service account, rotate': `/service-accounts/${account.id}/rotate`,
    'service account, edit': `/service-accounts/${account.id}/edit`,
    applications: '/applications',
    'new application': '/applications/new',
    application: `/applications/${application.id}`,
    'application, hand over': `/applications/${application.id}/hand-over`,
    operators: '/operators',
    'add operator': '/operators/new',
    operator: `/operators/${person}`,
    'operator, permissions': `/operators/${watch.id}/permissions`,
    'give a role': `/operators/${person}/assign`,
    'disable operator': `/operators/${person}/disable`,
    audit: '/audit',
    'audit event': '/audit?event=1',
    'single sign-on': '/connections',
    connection: `/connections/${connection}`,
    'connection, people': `/connections/${connection}/people`,
    'connection, people by a preset': `/connections/${connection}/people?preset=entra`,
    'connection, people review': `/connections/${connection}/people/review?${mapping}`,
    'connection, people with a fault': `/connections/${connection}/people/review?${mapping}&group=CN%3DAudit&role=viewer&place=`,
    'connection, provisioning': `/connections/${connection}/provisioning`,
    'connection, provisioning without a token': `/connections/${spare.id}/provisioning`,
    'connection, new provisioning token': `/connections/${connection}/provisioning/new`,
    'connection, end provisioning token': `/connections/${connection}/provisioning/tokens/${directory.id}/end`,
    'application, orphaned': `/applications/${orphan.id}`,
    'applications, orphaned': '/applications?orphaned=1',
    'connection, guide': `/connections/${spare.id}?guide=okta`,
    'connection, guide without MFA': `/connections/${spare.id}?guide=google`,
    'add connection': '/connections/new',
    'connection, settings': `/connections/${spare.id}/settings`,
    'connection, settings by a preset': `/connections/${spare.id}/settings?preset=entra`,
    'connection, settings review': `/connections/${spare.id}/settings/review?${policy}`,
    'connection, settings with a fault': `/connections/${spare.id}/settings/review?${policy}&attribute=amr&values=`,
    'connection, former versions': `/connections/${spare.id}/versions`,
    'connection, restore': `/connections/${spare.id}/restore?former=1`,
    'connection, refresh': `/connections/${spare.id}/refresh`,
    'connection, our keys': `/connections/${spare.id}/keys`,
    'connection, use the next keys': `/connections/${spare.id}/keys/finish`,
    'connection, enable': `/connections/${spare.id}/enable`,
    'connection, disable': `/connections/${connection}/disable`,
    'connection, remove': `/connections/${spare.id}/remove`,
    refusals: '/why',
    'your sessions': '/sessions',
    'sign out everywhere': '/sessions/sign-out-everywhere',
    'your permissions': '/permissions',
    'your second factors, none yet': '/factors',
    'add a passkey': '/factors/passkey',
    'add an authenticator app': '/factors/authenticator-app',
    'make recovery codes': '/factors/recovery-codes',
    'prove your second factor': '/step-up',
    proven: '/step-up/proven',
    roles: '/roles',
    'a role': '/roles/developer',
    'who can, unasked': '/roles/who',
    'who can': '/roles/who?permission=key.rotate+ApiKey&environment=production',
    'who can, nobody': '/roles/who?permission=key.rotate+ApiKey&person=nobody',
    'roles, retired': '/roles?state=retired',
    'a role of ones own': '/roles/key-helper-of-the-second-night-watch',
    'a role as JSON': '/roles/key-helper-of-the-second-night-watch/json',
    'role, editor': '/roles/key-helper-of-the-second-night-watch/edit',
    'role, editor as JSON': '/roles/key-helper-of-the-second-night-watch/edit?as=json',
    'role, history': '/roles/key-helper-of-the-second-night-watch/history',
    'role, restore': '/roles/key-helper-of-the-second-night-watch/restore?former=1',
    'role, retire': '/roles/key-helper-of-the-second-night-watch/retire',
    'new role': '/roles/new?from=account-owner',
    groups: '/groups',
    'groups, nothing matches': '/groups?q=reconsile',
    'new group': '/groups/new',
    group: `/groups/${group.id}`,
    'group, put in': `/groups/${group.id}/add`,
    'group, give a role': `/groups/${group.id}/assign`,
    'group, end': `/groups/${group.id}/end`,
    reviews: '/reviews',
    'new review': '/reviews/new',
    'new review, counted': '/reviews/new?kind=roles&roles=viewer&roles=auditor',
    review: `/reviews/${review.id}`,
    'review, yours': `/reviews/${review.id}?show=mine`,
    'review, cancel': `/reviews/${review.id}/cancel`,
    duties: '/roles/duties',
    'duties, new': '/roles/duties/new',
    'paths to more power': '/roles/paths',
    approvals: '/approvals',
    'approvals, you asked': '/approvals?view=mine',
    'approvals, decided': '/approvals?view=decided',
    'approval request': `/approvals/${waiting}`,
    'approval request, withdraw': `/approvals/${waiting}/withdraw`,
    'roles asked for': '/approvals/access',
    'ask for a role': '/permissions/ask',
    'approval rules': '/approvals/rules',
    'approval rules, set one': '/approvals/rules/edit?command=assignment.create&environment=production',
    'break-glass, people': '/break-glass/people',
    'break-glass, name a person': '/break-glass/people/name',
    'why refused': `/why?reference=${reference}`,
    'not found': '/nothing-here',
  };
}

/**
 * A request that waits. How many people a change waits for is itself never changed alone once the second account owner
 * has signed in; the journey of approvals, which runs before, made everything else wait for nobody.
 */
async function waitingRequest(page: Page, product: Product): Promise<string> {
  const second = await page.context().browser()?.newPage();
  if (!second) throw new Error('This page has no browser of its own');
  await signIn(second, product, 'owner2');
  await second.context().close();
  const asked = await postProven(page, product, 'owner', '/approval-rules', {
    command: 'connection.remove',
    environmentId: null,
    approvals: 2,
    reason: 'a look at every screen',
  });
  expect(asked.status()).toBe(202);
  return ((await asked.json()) as { id: string }).id;
}

const outside = {
  'sign-in': '/sign-in',
  'sign-in refused': '/sign-in/refused?reference=GH-7K2M-94QX-W3TB-27HN',
  'second factor missing': '/sign-in/second-factor?reference=GH-7K2M-94QX-W3TB-27HN',
  'signed out': '/signed-out',
  'set-up, begin': `/setup?token=${'x'.repeat(43)}`,
  'set-up link refused': '/setup/refused',
  'break-glass': '/break-glass',
};

test('every screen, light and dark, wide and narrow: axe finds nothing, nothing runs off the side, nothing is said on the console', async ({
  page,
  product,
}) => {
  test.setTimeout(600_000);
  const said: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
  const hosts = new Set<string>();
  const look = async (screens: Record<string, string>) => {
    hosts.clear();
    for (const [name, path] of Object.entries(screens)) {
      await expectPolicy(await page.goto(`${product.consoleUrl}${path}`), path);
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
