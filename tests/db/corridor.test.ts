import { expect, it } from 'vitest';
import { isRole } from '#lib/access/roles.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import {
  createKey,
  editKeyAllowList,
  endOverlap,
  revokeKey,
  rotateKey,
  suspendKey,
} from '#lib/keys/commands.ts';
import { listKeys, readKey } from '#lib/keys/queries.ts';
import { KeyFilter } from '#lib/keys/schema.ts';
import { makeApplication, makeKey, nonce } from '#prisma/factories.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const run = (command: Parameters<typeof execute>[0], by: Person, input: object, more: object = {}) =>
  execute(command, by.actor, input, { origin, ...more }) as Promise<unknown> as Promise<{
    kind: string;
    [field: string]: unknown;
  }>;
const last = (action: string) =>
  db().auditEvent.findFirst({ where: { action }, orderBy: { number: 'desc' } });
const wanted = (applicationId: string, more: object = {}) => ({
  applicationId,
  name: `k-${nonce()}`,
  kind: 'secret',
  scopes: ['checks:read'],
  mode: 'enforce',
  entries: ['203.0.113.0/28'],
  ...more,
});

async function application(environmentId: 'production' | 'sandbox' = 'production', ownerId?: string) {
  return makeApplication({ environmentId, ownerId: ownerId ?? (await w.person('account-owner')).id });
}

it('a security officer creates a key: the token comes once, its digest is stored, the event says who, where and what', async () => {
  const officer = await w.person('security-officer');
  const app = await application();
  const done = await run(createKey, officer, wanted(app.id, { name: 'reconcile' }));
  expect(done.kind).toBe('done');
  const { token, id } = done.result as { token: string; id: string };
  expect(token).toMatch(/^gth_sk_production_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
  const stored = JSON.stringify(
    [await db().apiKey.findMany(), await db().keyToken.findMany(), await db().auditEvent.findMany()],
    (_, v) => (typeof v === 'bigint' ? String(v) : v),
  );
  expect(stored).not.toContain(token.slice(-50, -7));
  const event = await last('key.create');
  expect(event).toMatchObject({
    actorId: officer.id,
    address: '192.0.2.7',
    outcome: 'done',
    sensitivity: 'sensitive',
    subjectId: id,
    environmentId: 'production',
    before: null,
  });
  expect(event?.after).toMatchObject({
    name: 'reconcile',
    allowList: { mode: 'enforce', entries: [{ kind: 'cidr', value: '203.0.113.0/28' }] },
  });
  expect(event?.proof).toMatchObject({ kind: 'sign-in' });
});

it('a viewer is refused by role, without learning whether the application exists, and the refusal stands in the trail', async () => {
  const viewer = await w.person('viewer');
  const there = await run(createKey, viewer, wanted((await application()).id));
  const absent = await run(createKey, viewer, wanted('00000000-0000-7000-8000-000000000001'));
  expect(there).toMatchObject({ kind: 'refused', code: 'forbidden' });
  expect(absent).toMatchObject({ kind: 'refused', code: 'forbidden', message: there.message });
  expect(await last('key.create')).toMatchObject({
    outcome: 'refused',
    summary: 'ApiKey: not permitted by any of their roles',
    code: 'forbidden',
    actorId: viewer.id,
    reference: absent.reference,
  });
});

it("a developer's own sandbox key can be revoked; another's and an absent one answer alike", async () => {
  const developer = await w.person('developer');
  const own = await makeKey({ applicationId: (await application('sandbox', developer.id)).id });
  const others = await makeKey({ applicationId: (await application('sandbox')).id });
  const refused = await run(revokeKey, developer, { id: others.id, reason: 'not mine' });
  const absent = await run(revokeKey, developer, {
    id: '00000000-0000-7000-8000-000000000001',
    reason: 'not there',
  });
  expect(refused).toMatchObject({ kind: 'refused', code: 'not_found' });
  expect({ ...absent, reference: '' }).toEqual({ ...refused, reference: '' });
  expect(await run(revokeKey, developer, { id: own.id, reason: 'left in a repository' })).toMatchObject({
    kind: 'done',
  });
  expect(await last('key.revoke')).toMatchObject({
    outcome: 'done',
    reason: 'left in a repository',
    before: { state: 'active' },
    after: { state: 'revoked' },
  });
});

it('a second factor older than ten minutes stops a sensitive change, and nothing is changed or recorded as done', async () => {
  const officer = await w.person('security-officer');
  const key = await makeKey({ applicationId: (await application()).id });
  const stale = await personOf(officer.id, 11);
  expect(await run(revokeKey, stale, { id: key.id, reason: 'too late' })).toMatchObject({
    kind: 'needsFactor',
  });
  expect((await db().apiKey.findUniqueOrThrow({ where: { id: key.id } })).state).toBe('active');
});

it('the same form sent twice at once creates one key, and only one answer holds a token', async () => {
  const officer = await w.person('security-officer');
  const input = wanted((await application()).id, { name: 'double' });
  const form = { nonce: nonce() };
  const both = await Promise.all([
    run(createKey, officer, input, form),
    run(createKey, officer, input, form),
  ]);
  expect(both.map((o) => o.kind).sort()).toEqual(['alreadyDone', 'done']);
  expect(await db().apiKey.count({ where: { name: 'double' } })).toBe(1);
  expect(await run(createKey, officer, input, form)).toMatchObject({ kind: 'alreadyDone' });
});

it('a rotation keeps both tokens until its end; ending the overlap takes the old one away', async () => {
  const officer = await w.person('security-officer');
  const key = await makeKey({ applicationId: (await application()).id });
  const rotated = await run(rotateKey, officer, { id: key.id, overlapHours: 24, reason: 'quarterly' });
  expect(rotated).toMatchObject({ kind: 'done' });
  const during = await readKey(await w.reader(officer), key.id);
  expect(during.shown).toBe('rotation');
  expect(during.tokens.map((t) => t.state).sort()).toEqual(['current', 'deprecated']);
  expect(await run(rotateKey, officer, { id: key.id, overlapHours: 24, reason: 'again' })).toMatchObject({
    kind: 'refused',
    code: 'conflict',
  });
  expect(await run(endOverlap, officer, { id: key.id, reason: 'all moved' })).toMatchObject({ kind: 'done' });
  const after = await readKey(await w.reader(officer), key.id);
  expect(after.tokens.map((t) => t.state)).toEqual(['current']);
  expect((rotated.result as { token: string }).token).toContain(after.tokens[0]?.id);
});

it('the trail says what a thing became and calls a refused one by its name, which the asker is not told', async () => {
  const officer = await w.person('security-officer');
  const key = await makeKey({
    applicationId: (await application()).id,
    name: 'told-by-name',
    mode: 'observe',
  });
  await run(editKeyAllowList, officer, {
    id: key.id,
    mode: 'enforce',
    entries: ['198.51.100.1'],
    reason: 'observed long enough',
  });
  expect((await last('key.edit_allow_list'))?.summary).toBe('told-by-name: allow-list enforce, 1 entry');
  const developer = await w.person('developer');
  const refused = await run(suspendKey, developer, { id: key.id, reason: 'not mine' });
  expect(JSON.stringify(refused)).not.toContain('told-by-name');
  expect(await last('key.suspend')).toMatchObject({
    outcome: 'refused',
    subjectLabel: 'told-by-name',
    summary: 'told-by-name: not there, or not within their reach',
  });
});

it('an allow-list changed by somebody else meanwhile is not overwritten', async () => {
  const officer = await w.person('security-officer');
  const key = await makeKey({ applicationId: (await application()).id });
  const { allowList } = await readKey(await w.reader(officer), key.id);
  const edit = (entries: string[]) =>
    run(editKeyAllowList, officer, {
      id: key.id,
      mode: 'enforce',
      entries,
      version: allowList?.version,
      reason: 'new office',
    });
  expect(await edit(['198.51.100.1'])).toMatchObject({ kind: 'done' });
  expect(await edit(['198.51.100.2'])).toMatchObject({ kind: 'refused', code: 'conflict' });
});

it('fields that are wrong are named, line by line, and nothing is changed', async () => {
  const officer = await w.person('security-officer');
  const before = await db().apiKey.count();
  const bad = await run(
    createKey,
    officer,
    wanted((await application()).id, {
      name: ' ',
      scopes: ['Everything'],
      entries: ['10.0.0.1', '10.32.8.300'],
      expiresInDays: 9999,
    }),
  );
  expect(bad).toMatchObject({ kind: 'invalid' });
  expect(Object.keys(bad.fields as object).sort()).toEqual([
    'entries.1',
    'expiresInDays',
    'name',
    'scopes.0',
  ]);
  expect((bad.fields as Record<string, string>)['entries.1']).toBe(
    'Line 2: The last number of an IPv4 address is at most 255.',
  );
  expect(await db().apiKey.count()).toBe(before);
});

it('a text with NUL is refused as input, before Postgres would refuse it as a fault', async () => {
  const officer = await w.person('security-officer');
  const key = await makeKey({ applicationId: (await application()).id });
  expect(await run(revokeKey, officer, { id: key.id, reason: 'be\0cause' })).toMatchObject({
    kind: 'invalid',
  });
  const named = 'what JSON writes as \\u0000';
  expect(await run(revokeKey, officer, { id: key.id, reason: named })).toMatchObject({ kind: 'done' });
});

it('a role that was taken away while the command waited for the row no longer counts', async () => {
  const officer = await w.another('security-officer');
  const key = await makeKey({ applicationId: (await application()).id });
  const owner = await connectOwner();
  await owner.query('BEGIN');
  await owner.query('SELECT 1 FROM api_key WHERE id = $1 FOR UPDATE', [key.id]);
  const waiting = run(suspendKey, officer, { id: key.id, reason: 'in a hurry' });
  await expect
    .poll(
      async () =>
        (await owner.query(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`))
          .rows[0].n,
    )
    .toBeGreaterThan(0);
  const { endAssignment } = await import('#lib/assignments/commands.ts');
  const mine = await db().assignment.findFirstOrThrow({ where: { operatorId: officer.id } });
  await run(endAssignment, await w.person('account-owner'), { id: mine.id, reason: 'left the team' });
  await owner.query('COMMIT');
  await owner.end();
  expect(await waiting).toMatchObject({ kind: 'refused', code: 'forbidden' });
});

it('lists are filtered in the query: what the reader may not read is neither in rows nor in counts', async () => {
  const developer = await w.another('developer');
  const mine = await makeKey({ applicationId: (await application('production', developer.id)).id });
  await makeKey({ applicationId: (await application('production')).id });
  const filter = KeyFilter.parse({});
  const seen = await listKeys(await w.reader(developer), filter);
  expect(seen.rows.map((r) => r.id)).toEqual([mine.id]);
  const nobody = await w.another('viewer', 'sandbox');
  expect((await listKeys(await w.reader(nobody), filter)).rows).toEqual([]);
});

it('pages by keyset walk forth and back over the same rows, once each', async () => {
  const officer = await w.another('security-officer');
  const app = await application('sandbox');
  for (let i = 0; i < 7; i++) await makeKey({ applicationId: app.id, name: `page-${i}` });
  const reader = await w.reader(officer, 'sandbox');
  const at = (after?: string) =>
    listKeys(
      reader,
      KeyFilter.parse({ sort: 'name', size: 3, application: app.id, ...(after && { after }) }),
    );
  const [one, two, three] = [
    await at(),
    await at((await at()).next ?? ''),
    await at((await at((await at()).next ?? '')).next ?? ''),
  ];
  expect([one, two, three].flatMap((p) => p.rows.map((r) => r.name))).toEqual([
    'page-0',
    'page-1',
    'page-2',
    'page-3',
    'page-4',
    'page-5',
    'page-6',
  ]);
  expect(three.next).toBeNull();
  const back = await at(two.previous ?? '');
  expect(back.rows.map((r) => r.name)).toEqual(['page-0', 'page-1', 'page-2']);
  expect(back.previous).toBeNull();
});

it('a page address that was cut or made up is refused as such', async () => {
  const reader = await w.reader(await w.person('security-officer'));
  const { encodeCursor } = await import('#lib/keyset.ts');
  for (const after of ['nonsense', encodeCursor('not a date', 'x')]) {
    await expect(listKeys(reader, KeyFilter.parse({ after }))).rejects.toMatchObject({ code: 'invalid' });
  }
});

it('role slugs in the database are roles of the house', async () => {
  const stored = await db().assignment.findMany({ select: { role: true } });
  expect(stored.every(({ role }) => isRole(role))).toBe(true);
});

async function connectOwner() {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: w.database.superUrl });
  await client.connect();
  return client;
}
