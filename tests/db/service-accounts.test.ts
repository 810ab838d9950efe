/** What a token of a service account opens, what it never opens, and that nobody becomes more through one. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { GET, POST } from '#app/api/v1/[...path]/route.ts';
import { GET as ME } from '#app/api/v1/me/route.ts';
import { serviceScopes } from '#lib/access/service.ts';
import { db } from '#lib/db/client.ts';
import { env, setEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { commands } from '#lib/registry.ts';
import { withRequest } from '#lib/request.ts';
import { callerOf } from '#lib/service-accounts/door.ts';
import { readServiceAccount, scopesToGive } from '#lib/service-accounts/queries.ts';
import * as make from '#prisma/factories.ts';
import { makeKey } from '#prisma/factories.ts';
import { executeProven } from '#tests/support/proven.ts';
import { makeServiceAccount } from '#tests/support/service-accounts.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'tried by a test';
const scopes = ['read ApiKey', 'key.create ApiKey', 'key.revoke ApiKey', 'key.edit_allow_list ApiKey'];
let officer: Person;
let applicationId = '';
let sandboxId = '';
const list = { mode: 'enforce' as const, entries: ['203.0.113.0/28'] };

beforeAll(async () => {
  officer = await w.person('security-officer');
  applicationId = (await make.makeApplication({ ownerId: officer.id })).id;
  sandboxId = (await make.makeApplication({ ownerId: officer.id, environmentId: 'sandbox' })).id;
});

interface Sent {
  input?: object;
  from?: string;
  cookie?: string;
}
async function ask(token: string, path: string, { input, from = '192.0.2.7', cookie }: Sent = {}) {
  const request = new Request(`${env().publicUrl}/api/v1${path}`, {
    method: input ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      ...(cookie && { cookie }),
      ...(input && { 'content-type': 'application/json' }),
    },
    ...(input && { body: JSON.stringify(input) }),
  });
  const params = Promise.resolve({ path: (path.split('?')[0] ?? '').split('/').slice(1) });
  const facts = { address: from, tlsVersion: null, userAgent: 'a script' };
  const answer = await withRequest(facts, () => (input ? POST : GET)(request, { params }));
  const body = (await answer.json()) as Record<string, unknown> & { message?: string; reference?: string };
  return { status: answer.status, body, answer };
}
const newKey = (application = applicationId) => ({
  name: randomUUID(),
  applicationId: application,
  kind: 'secret',
  scopes: ['checks:read'],
  ...list,
});

describe('a token at the management API', () => {
  it('reads and changes what its scopes name, without a cookie and without an Origin', async () => {
    const { token, id } = await makeServiceAccount({ applicationId, by: officer, scopes });
    const made = await ask(token, '/keys', { input: newKey() });
    expect(made.status).toBe(201);
    const read = await ask(token, `/keys/${made.body.id}`);
    expect(read.status).toBe(200);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'key.create', subjectId: String(made.body.id) },
    });
    expect(event).toMatchObject({
      actorKind: 'service',
      actorId: id,
      channel: 'api',
      sensitivity: 'sensitive',
    });
    const key = await db().apiKey.findUniqueOrThrow({ where: { id: String(made.body.id) } });
    expect(key.causedBy, 'the person behind the token').toBe(officer.id);
    const use = await db().credentialUse.findUniqueOrThrow({ where: { credentialId: id } });
    expect(use.lastAddress).toBe('192.0.2.7');
  });

  it('does nothing that its scopes do not name, though the person behind it may', async () => {
    const { token } = await makeServiceAccount({ applicationId, by: officer, scopes: ['read ApiKey'] });
    const { status, body } = await ask(token, '/keys', { input: newKey() });
    expect(status).toBe(403);
    expect(body.message).toContain('key.create ApiKey');
    expect((await ask(token, '/applications')).status).toBe(403);
  });

  it('never makes a critical change, which waits for people', async () => {
    const { token } = await makeServiceAccount({ applicationId, by: officer, scopes });
    const { status, body } = await ask(token, '/keys', {
      input: { ...newKey(), mode: 'off', entries: [] },
    });
    expect(status).toBe(403);
    expect(body.message).toBe('A service account cannot make critical changes: ask a person.');
  });

  it('stays in its environment, for reading and for changing', async () => {
    const { token } = await makeServiceAccount({ applicationId: sandboxId, by: officer, scopes });
    const elsewhere = await makeKey({ applicationId });
    const own = await makeKey({ applicationId: sandboxId });
    expect((await ask(token, `/keys/${elsewhere.id}`)).status).toBe(404);
    expect((await ask(token, `/keys/${elsewhere.id}/revoke`, { input: { reason } })).status).toBe(404);
    const there = await ask(token, '/keys', { input: newKey() });
    const nowhere = await ask(token, '/keys', { input: newKey(randomUUID()) });
    expect(there.status).toBe(404);
    expect({ ...there.body, reference: '' }, 'no way to try ids').toEqual({ ...nowhere.body, reference: '' });
    expect((await ask(token, `/keys/${own.id}/revoke`, { input: { reason } })).status).toBe(200);
  });

  it.each([
    '/operators/x/disable',
    '/sessions/x/end-own',
    '/assignments',
    '/service-accounts',
    '/factors/x/rename',
  ])('is refused at %s, which is for people, whatever it asks', async (path) => {
    const { token } = await makeServiceAccount({ applicationId, by: officer, scopes });
    const { status, body } = await ask(token, path.replace('/x/', `/${randomUUID()}/`), { input: {} });
    expect(status).toBe(403);
    expect(body.message).toContain('ask a person');
  });

  it('reads no connections and nobody’s own page', async () => {
    const { token } = await makeServiceAccount({ applicationId, by: officer, scopes });
    expect((await ask(token, '/connections')).status).toBe(403);
    const headers = { authorization: `Bearer ${token}` };
    expect((await ME(new Request(`${env().publicUrl}/api/v1/me`, { headers }))).status).toBe(403);
  });

  it('is never helped by the cookie of a person who is signed in', async () => {
    const secret = 'q'.repeat(43);
    await make.makeSession((await w.person('account-owner')).id, { secret });
    const cookie = `__Host-gatehouse=${secret}`;
    const alone = new Request(`${env().publicUrl}/api/v1/applications`, { headers: { cookie } });
    const params = Promise.resolve({ path: ['applications'] });
    expect((await GET(alone, { params })).status, 'by itself it does').toBe(200);
    expect((await ask('gth_sa_none', '/keys', { cookie })).status).toBe(401);
    const { token } = await makeServiceAccount({ applicationId, by: officer, scopes: ['read ApiKey'] });
    expect((await ask(token, '/applications', { cookie })).status).toBe(403);
  });
});

describe('the list of a machine and whether it is in force', () => {
  const reaching = [...scopes, 'key.resume ApiKey'];
  it('is not for machines: neither its own nor another one’s', async () => {
    const { id, token } = await makeServiceAccount({ applicationId, by: officer, scopes: reaching });
    const other = await makeServiceAccount({ applicationId, by: officer });
    for (const of of [id, other.id]) {
      const widened = await ask(token, `/keys/${of}/edit-allow-list`, {
        input: { ...list, entries: ['192.0.2.0/24', '198.51.100.9'], reason },
      });
      expect([widened.status, widened.body.message]).toEqual([
        403,
        'A service account changes neither its own allow-list and state nor that of another: ask a person.',
      ]);
    }
    await make.must(commands.suspendKey, { id: other.id, reason });
    expect((await ask(token, `/keys/${other.id}/resume`, { input: { reason } })).status).toBe(403);
    expect((await ask(token, `/keys/${other.id}/revoke`, { input: { reason } })).status).toBe(200);
    const ofCalls = await makeKey({ applicationId, state: 'suspended' });
    expect((await ask(token, `/keys/${ofCalls.id}/resume`, { input: { reason } })).status).toBe(200);
    const narrow = { input: { ...list, reason } };
    expect((await ask(token, `/keys/${ofCalls.id}/edit-allow-list`, narrow)).status).toBe(200);
  });

  it('holds addresses alone, which a machine has', async () => {
    const { id } = await makeServiceAccount({ applicationId, by: officer });
    const input = { id, mode: 'enforce', entries: ['192.0.2.0/24', 'app.example.com'], reason };
    expect(await executeProven(commands.editKeyAllowList, officer.actor, input, { origin })).toMatchObject({
      kind: 'invalid',
      fields: { entries: 'A service account calls from addresses: its list holds no domains.' },
    });
  });
});

describe('a stolen cookie without a second factor', () => {
  it('makes, rotates, edits or opens no machine, in the sandbox either', async () => {
    const { id } = await makeServiceAccount({ applicationId: sandboxId, by: officer, scopes });
    const stale: Person = await personOf(officer.id, 24 * 60);
    const tried = async (command: unknown, input: object) =>
      (await execute(command as typeof commands.resumeKey, stale.actor, input, { origin })).kind;
    const wish = { name: randomUUID(), applicationId: sandboxId, scopes, ...list };
    expect(await tried(commands.createServiceAccount, wish)).toBe('needsFactor');
    expect(await tried(commands.rotateServiceAccount, { id, reason })).toBe('needsFactor');
    expect(await tried(commands.editServiceAccount, { id, name: 'x', scopes, reason })).toBe('needsFactor');
    expect(await tried(commands.editKeyAllowList, { id, mode: 'off', entries: [], reason })).toBe(
      'needsFactor',
    );
    await make.must(commands.suspendKey, { id, reason });
    expect(await tried(commands.resumeKey, { id, reason })).toBe('needsFactor');
    const ofCalls = await makeKey({ applicationId: sandboxId, state: 'suspended' });
    expect(await tried(commands.resumeKey, { id: ofCalls.id, reason }), 'a key for calls').toBe('done');
  });
});

describe('what opens nothing', () => {
  const told = { error: 'unauthenticated', message: 'This token opens nothing here.' };
  const lastReason = async (reference: unknown) =>
    (await db().auditEvent.findUniqueOrThrow({ where: { reference: String(reference) } })).code;

  it.each([
    ['suspended', async (id: string) => make.must(commands.suspendKey, { id, reason })],
    ['revoked', async (id: string) => make.must(commands.revokeKey, { id, reason })],
    [
      'overlap_ended',
      async (id: string) =>
        executeProven(
          commands.rotateServiceAccount,
          officer.actor,
          { id, overlapHours: 0, reason },
          { origin },
        ),
    ],
  ] as const)('%s: one answer, and the reason in the trail alone', async (code, spoil) => {
    const { id, token } = await makeServiceAccount({ applicationId, by: officer });
    expect((await ask(token, '/keys')).status).toBe(200);
    await spoil(id);
    const { status, body } = await ask(token, '/keys');
    expect([status, body]).toEqual([401, { ...told, reference: body.reference }]);
    expect(await lastReason(body.reference)).toBe(code);
  });

  it('another address, a key for calls, an unknown token and no token at all: the same answer', async () => {
    const { token } = await makeServiceAccount({ applicationId, by: officer });
    const secret = await makeKey({ applicationId });
    const last = token.at(-8) === 'x' ? 'y' : 'x';
    const answers = await Promise.all([
      ask(token, '/keys', { from: '198.51.100.9' }),
      ask(secret.token, '/keys'),
      ask(`${token.slice(0, -8)}${last}${token.slice(-7)}`, '/keys'),
      ask('', '/keys'),
    ]);
    for (const { status, body, answer } of answers) {
      expect([status, body]).toEqual([401, { ...told, reference: body.reference }]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    const reasons = await Promise.all(answers.map(({ body }) => lastReason(body.reference)));
    expect(reasons.slice(0, 2)).toEqual(['address', 'kind']);
  });

  it('an expired account is refused before the clock has marked it', async () => {
    const { id, token } = await makeServiceAccount({ applicationId, by: officer });
    const seen = {
      address: '192.0.2.7',
      tlsVersion: null,
      userAgent: '',
      method: 'GET',
      path: '/api/v1/keys',
    };
    const later = new Date(Date.now() + 91 * 86_400_000);
    expect((await callerOf(`Bearer ${token}`, seen, later)).kind).toBe('refused');
    expect((await db().apiKey.findUniqueOrThrow({ where: { id } })).state).toBe('active');
  });

  it('too many calls of one account in a minute are refused, and those of another are not', async () => {
    setEnv({ SERVICE_LIMIT_PER_MINUTE: '3' });
    const one = await makeServiceAccount({ applicationId, by: officer });
    const other = await makeServiceAccount({ applicationId, by: officer });
    const seen = {
      address: '192.0.2.7',
      tlsVersion: null,
      userAgent: '',
      method: 'GET',
      path: '/api/v1/keys',
    };
    const now = new Date();
    const kinds: string[] = [];
    for (let i = 0; i < 4; i++) kinds.push((await callerOf(`Bearer ${one.token}`, seen, now)).kind);
    expect(kinds).toEqual(['caller', 'caller', 'caller', 'tooMany']);
    expect((await callerOf(`Bearer ${other.token}`, seen, now)).kind).toBe('caller');
    setEnv({ SERVICE_LIMIT_PER_MINUTE: '600' });
  });
});

describe('nobody becomes more through a machine', () => {
  it('a verb that gives rights is no scope, whoever asks', async () => {
    const owner = await w.person('account-owner');
    for (const scope of [
      'assignment.create Assignment',
      'service_account.create ApiKey',
      'operator.disable Operator',
    ]) {
      const input = { name: randomUUID(), applicationId, scopes: [scope], ...list };
      const outcome = await executeProven(commands.createServiceAccount, owner.actor, input, { origin });
      expect(outcome).toMatchObject({
        kind: 'invalid',
        fields: { scopes: `No service account can hold ${scope}.` },
      });
    }
  });

  it.each([
    ['viewer', 'production', ['read ApiKey', 'read Application', 'read Operator']],
    [
      'developer',
      'production',
      ['read ApiKey', 'read Application', 'read Operator', 'read AuditEvent', 'read Decision'],
    ],
    [
      'auditor',
      'sandbox',
      ['read ApiKey', 'read Application', 'read Decision', 'read AuditEvent', 'read Operator'],
    ],
  ] as const)(
    'what a %s could give in %s is what they may do there',
    async (role, environmentId, expected) => {
      const person = await w.person(role);
      const own = await make.makeApplication({ ownerId: person.id, environmentId });
      expect(own.id).toBeTruthy();
      const reader = await w.reader(person, environmentId);
      expect((await scopesToGive(reader, serviceScopes)).sort()).toEqual([...expected].sort());
    },
  );

  it('a developer’s account reaches what the developer reaches: another’s key is not there for it', async () => {
    const developer = await w.person('developer');
    const own = await make.makeApplication({ ownerId: developer.id, environmentId: 'sandbox' });
    const { token } = await makeServiceAccount({ applicationId: own.id, by: developer, scopes });
    const mine = await makeKey({ applicationId: own.id });
    const others = await makeKey({ applicationId: sandboxId });
    expect((await ask(token, `/keys/${others.id}/revoke`, { input: { reason } })).status).toBe(404);
    expect((await ask(token, `/keys/${mine.id}/revoke`, { input: { reason } })).status).toBe(200);
  });

  it('whoever rotates an account stands behind it from then on', async () => {
    const developer = await w.another('developer');
    const theirs = await make.makeApplication({ ownerId: developer.id, environmentId: 'sandbox' });
    const account = await makeServiceAccount({
      applicationId: theirs.id,
      by: officer,
      scopes: ['application.create Application', 'read Decision', 'read Operator', 'read AuditEvent'],
    });
    const rotate = (by: Person, id: string) =>
      executeProven(commands.rotateServiceAccount, by.actor, { id, reason }, { origin });
    expect((await rotate(developer, account.id)).kind).toBe('done');
    expect((await db().apiKey.findUniqueOrThrow({ where: { id: account.id } })).causedBy).toBe(developer.id);
  });

  it('a token that somebody took along never comes to act with the rights of a colleague', async () => {
    const [former, next] = [await w.another('security-officer'), await w.another('security-officer')];
    const { id, token } = await makeServiceAccount({ applicationId, by: former, scopes });
    const as = (by: Person, command: unknown, input: object) =>
      executeProven(
        command as typeof commands.rotateServiceAccount,
        by.actor,
        { id, reason, ...input },
        { origin },
      );
    const widened = { name: 'mine now', scopes: [...scopes, 'key.rotate ApiKey'] };
    expect(await as(next, commands.editServiceAccount, widened)).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
    expect((await as(former, commands.editServiceAccount, widened)).kind).toBe('done');
    expect(await as(former, commands.rotateServiceAccount, { overlapHours: 72 })).toMatchObject({
      result: { oldTokenEndsAt: expect.any(Date) },
    });
    // Both tokens of the former pass: neither may go over.
    expect(await as(next, commands.rotateServiceAccount, { overlapHours: 72 })).toMatchObject({
      code: 'conflict',
    });
    expect((await as(next, commands.endOverlap, {})).kind).toBe('done');
    expect(await as(next, commands.rotateServiceAccount, { overlapHours: 72 })).toMatchObject({
      kind: 'done',
      result: { oldTokenEndsAt: null },
    });
    expect((await db().apiKey.findUniqueOrThrow({ where: { id } })).causedBy).toBe(next.id);
    expect((await ask(token, '/keys')).status).toBe(401);
    expect(await db().keyToken.count({ where: { keyId: id, state: { not: 'ended' } } })).toBe(1);
  });

  it('the right to rotate keys alone hands nobody the token of a machine', async () => {
    const developer = await w.another('developer');
    const theirs = await make.makeApplication({ ownerId: developer.id, environmentId: 'sandbox' });
    const { id } = await makeServiceAccount({ applicationId: theirs.id, by: officer });
    const rotated = await executeProven(commands.rotateKey, developer.actor, { id, reason }, { origin });
    expect(rotated).toMatchObject({ kind: 'refused', code: 'conflict' });
    const edited = { id, name: 'x', scopes: ['checks:read'] };
    expect((await executeProven(commands.editKey, developer.actor, edited, { origin })).kind).toBe('refused');
  });

  it('an account whose person is disabled may do nothing, and its page says so', async () => {
    const leaving = await w.another('security-officer');
    const { id, token } = await makeServiceAccount({ applicationId, by: leaving, scopes });
    expect((await ask(token, '/keys')).status).toBe(200);
    const admin = await w.person('account-owner');
    const disabled = await executeProven(
      commands.disableOperator,
      admin.actor,
      { id: leaving.id, reason },
      { origin },
    );
    expect(disabled.kind).toBe('done');
    expect((await ask(token, '/keys')).status).toBe(403);
    const page = await readServiceAccount(await w.reader(admin), id);
    expect(page.inForce).toEqual([]);
    expect(page.scopes).toHaveLength(scopes.length);
  });

  it('a role that the person loses is lost to the token at its next request', async () => {
    const person = await w.another('security-officer');
    const { token } = await makeServiceAccount({ applicationId, by: person, scopes });
    const held = await db().assignment.findFirstOrThrow({ where: { operatorId: person.id } });
    const owner = await w.person('account-owner');
    await executeProven(commands.endAssignment, owner.actor, { id: held.id, reason }, { origin });
    expect((await ask(token, '/keys')).status).toBe(403);
  });

  it('a production account without an enforced list is critical to make', async () => {
    const made = await makeServiceAccount({ applicationId, by: officer, mode: 'observe' });
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'service_account.create', subjectId: made.id },
    });
    expect(event.sensitivity).toBe('critical');
  });
});
