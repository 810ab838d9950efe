import { expect, it } from 'vitest';
import { systemRoles } from '#lib/access/roles.ts';
import { createAssignment, endAssignment } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { signOffNotice } from '#lib/notices/commands.ts';
import { addOperator, disableOperator, enableOperator, recoverOperator } from '#lib/operators/commands.ts';
import { listOperators, readOperator } from '#lib/operators/queries.ts';
import { OperatorFilter } from '#lib/operators/schema.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { makeOperator } from '#prisma/factories.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';
import { executeProven } from '../support/proven.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const run = (command: Parameters<typeof executeProven>[0], by: Person | 'cli', input: object) =>
  executeProven(
    command,
    by === 'cli' ? { kind: 'cli', id: 'root@host', name: 'root@host' } : by.actor,
    input,
    {
      origin,
      recovery: true,
    },
  ) as Promise<unknown> as Promise<{ kind: string; [field: string]: unknown }>;
const last = (action: string) =>
  db().auditEvent.findFirst({ where: { action }, orderBy: { number: 'desc' } });
const grant = (by: Person, operatorId: string, role: string, more: object = {}) =>
  run(createAssignment, by, { operatorId, role, reason: 'needs it', ...more });

it('an access manager gives a role within the ceiling; the event shows before and after', async () => {
  const manager = await w.person('access-manager');
  const person = await makeOperator({});
  expect(await grant(manager, person.id, 'viewer')).toMatchObject({ kind: 'done' });
  expect(await last('assignment.create')).toMatchObject({
    actorId: manager.id,
    outcome: 'done',
    sensitivity: 'sensitive',
    after: { role: 'viewer', operator: person.name },
  });
});

// granter -> roles that they may grant (docs/access.md, row "assignment create").
const ceilings = {
  'account-owner': [...systemRoles],
  administrator: ['security-officer', 'access-manager', 'developer', 'auditor', 'viewer'],
  'access-manager': ['security-officer', 'access-manager', 'developer', 'auditor', 'viewer'],
  'security-officer': [],
  developer: [],
  auditor: [],
  viewer: [],
} as const;
it.each(systemRoles)('%s grants what lies in the ceiling and nothing above it', async (granter) => {
  const by = await w.person(granter);
  for (const role of systemRoles) {
    const outcome = await grant(by, (await makeOperator({})).id, role);
    expect(`${role}: ${outcome.kind}`).toBe(
      `${role}: ${(ceilings[granter] as readonly string[]).includes(role) ? 'done' : 'refused'}`,
    );
  }
});

it('nobody changes their own assignments, not even an account owner', async () => {
  const owner = await w.person('account-owner');
  expect(await grant(owner, owner.id, 'auditor')).toMatchObject({ kind: 'refused', code: 'forbidden' });
  const own = await db().assignment.findFirstOrThrow({ where: { operatorId: owner.id, endedAt: null } });
  expect(await run(endAssignment, owner, { id: own.id, reason: 'my own' })).toMatchObject({
    kind: 'refused',
    code: 'not_found',
  });
});

it('an administrator cannot disable an account owner, whose role lies above the ceiling', async () => {
  const administrator = await w.person('administrator');
  const owner = await w.another('account-owner');
  expect(await run(disableOperator, administrator, { id: owner.id, reason: 'a coup' })).toMatchObject({
    kind: 'refused',
    code: 'not_found',
  });
  expect((await readOperator(await w.reader(administrator), owner.id)).may.disable).toBe(false);
});

it('disabling ends every session in the same breath, and can be undone', async () => {
  const owner = await w.person('account-owner');
  const person = await makeOperator({ role: 'viewer' });
  expect(await run(disableOperator, owner, { id: person.id, reason: 'left' })).toMatchObject({
    kind: 'done',
  });
  expect(await run(disableOperator, owner, { id: person.id, reason: 'left' })).toMatchObject({
    kind: 'refused',
    code: 'conflict',
  });
  expect(await run(enableOperator, owner, { id: person.id, reason: 'came back' })).toMatchObject({
    kind: 'done',
  });
  expect(await last('operator.enable')).toMatchObject({
    before: { state: 'disabled' },
    after: { state: 'active' },
  });
});

it('two racing demotions never leave zero account owners', async () => {
  for (let round = 0; round < 5; round++) {
    const [a, b] = [await w.another('account-owner'), await w.another('account-owner')];
    const owners = await db().assignment.findMany({ where: { role: 'account-owner', endedAt: null } });
    const keep = owners.filter((o) => o.operatorId === a.id || o.operatorId === b.id);
    for (const other of owners.filter((o) => !keep.includes(o)))
      await run(endAssignment, a, { id: other.id, reason: 'thinning out' });
    const of = (p: Person) => keep.find((o) => o.operatorId === p.id)?.id ?? '';
    const outcomes = await Promise.all([
      run(endAssignment, a, { id: of(b), reason: 'race' }),
      run(endAssignment, b, { id: of(a), reason: 'race' }),
    ]);
    expect(outcomes.filter((o) => o.kind === 'done')).toHaveLength(1);
    expect(await db().assignment.count({ where: { role: 'account-owner', endedAt: null } })).toBe(1);
  }
});

it('those who may see names only get names only, and no page of a person', async () => {
  const viewer = await w.person('viewer');
  const { rows } = await listOperators(await w.reader(viewer), OperatorFilter.parse({}));
  expect(rows.length).toBeGreaterThan(0);
  for (const { id, name, ...rest } of rows) {
    expect([id, name]).toEqual([expect.any(String), expect.stringMatching(/./)]);
    expect(rest).toEqual({
      email: null,
      state: null,
      createdAt: null,
      connection: null,
      assignments: [],
      lastSignInAt: null,
    });
  }
  const sorted = await listOperators(await w.reader(viewer), OperatorFilter.parse({ sort: 'newest' }));
  expect(
    sorted.rows.map(({ id }) => id),
    'the order tells no instant',
  ).toEqual(rows.map(({ id }) => id));
  await expect(readOperator(await w.reader(viewer), rows[0]?.id ?? '')).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('the command line adds a first owner, recovers a locked-out one, and every owner is told until one signs it off', async () => {
  const added = await run(addOperator, 'cli', {
    connection: 'dev',
    email: 'First.Owner@Example.test',
    role: 'account-owner',
  });
  expect(added).toMatchObject({ kind: 'done' });
  const operator = await db().operator.findFirstOrThrow({ where: { email: 'first.owner@example.test' } });
  expect(await last('operator.add')).toMatchObject({
    actorKind: 'cli',
    actorName: 'root@host',
    sensitivity: 'critical',
  });
  expect(
    await run(recoverOperator, 'cli', { id: operator.id, nameId: 'new-name', reason: 'lost their account' }),
  ).toMatchObject({ kind: 'done' });
  const owner = await personOf(operator.id);
  const urgent = (await needsNow(await w.reader(owner))).filter((n) => n.kind === 'notice' && n.urgent);
  expect(urgent[0]?.title).toMatch(/recovered as account owner from the command line/);
  expect(await run(signOffNotice, owner, { id: urgent[0]?.subjectId })).toMatchObject({ kind: 'done' });
  expect((await needsNow(await w.reader(owner))).filter((n) => n.kind === 'notice' && n.urgent)).toHaveLength(
    urgent.length - 1,
  );
  const viewer = await w.person('viewer');
  expect((await needsNow(await w.reader(viewer))).some((n) => n.kind === 'notice')).toBe(false);
});

it('the command line may do no more than its list says', async () => {
  const person = await makeOperator({ role: 'viewer' });
  expect(await run(disableOperator, 'cli', { id: person.id, reason: 'from a shell' })).toMatchObject({
    kind: 'refused',
    code: 'forbidden',
  });
  expect(await last('operator.disable')).toMatchObject({
    outcome: 'refused',
    actorKind: 'cli',
    code: 'forbidden',
  });
});
