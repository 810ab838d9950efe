import { expect, it } from 'vitest';
import { systemRoles } from '#lib/access/roles.ts';
import { createAssignment, endAssignment, moveEnd } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { addGroupMembers, createGroup } from '#lib/groups/commands.ts';
import { signOffNotice } from '#lib/notices/commands.ts';
import { addOperator, disableOperator, enableOperator, recoverOperator } from '#lib/operators/commands.ts';
import { listOperators } from '#lib/operators/list-queries.ts';
import { readOperator } from '#lib/operators/queries.ts';
import { OperatorFilter } from '#lib/operators/schema.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { makeConnection, makeOperator, makeSession } from '#prisma/factories.ts';
import { metadataOf, type Person, personOf, world } from '#tests/support/world.ts';
import { executeProven } from '../support/proven.ts';
import { recorded } from '../support/scim.ts';

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

it('people are listed by their last sign-in, either way round, whoever never signed in being the longest away', async () => {
  const owner = await w.another('account-owner');
  const word = `Listed ${Date.now()}`;
  const at = new Date('2026-11-20T10:00:00.123Z');
  const made = [];
  // Two signed in at the same instant, one twice, two never.
  for (const [n, times] of [
    [at],
    [at, new Date(at.getTime() - 1)],
    [new Date(at.getTime() + 1)],
    [],
    [],
  ].entries()) {
    const { id } = await makeOperator({ name: `${word} ${n}` });
    for (const startedAt of times) {
      const { id: session } = await makeSession(id);
      await recorded((tx) => tx.session.update({ where: { id: session }, data: { startedAt } }));
    }
    made.push(id);
  }
  const [one, two, newest, ...never] = made as [string, string, string, ...string[]];
  const alike = [one, two].sort().reverse();
  const expected = [newest, ...alike, ...never.sort().reverse()];
  const walk = async (sort: string, size: number) => {
    const ids: string[] = [];
    const pages: (string | null)[] = [];
    let after: string | undefined;
    do {
      const page = await listOperators(
        await w.reader(owner),
        OperatorFilter.parse({ q: word, sort, size, ...(after && { after }) }),
      );
      expect(page.total).toBe(5);
      ids.push(...page.rows.map(({ id }) => id));
      pages.push(page.previous);
      after = page.next ?? undefined;
    } while (after);
    return { ids, back: pages.at(-1) };
  };
  for (const size of [1, 2, 3, 50]) {
    const { ids, back } = await walk('last-sign-in', size);
    expect(ids, `${size} a page`).toEqual(expected);
    expect((await walk('oldest-sign-in', size)).ids, `${size} a page`).toEqual(expected.toReversed());
    if (!back) continue;
    const before = await listOperators(
      await w.reader(owner),
      OperatorFilter.parse({ q: word, sort: 'last-sign-in', size, after: back }),
    );
    const last = (Math.ceil(5 / size) - 1) * size;
    expect(before.rows.map(({ id }) => id)).toEqual(expected.slice(last - size, last));
  }
  const shown = await listOperators(
    await w.reader(owner),
    OperatorFilter.parse({ q: word, sort: 'last-sign-in' }),
  );
  expect(shown.rows.map(({ lastSignInAt }) => lastSignInAt?.getTime() ?? null).slice(0, 4)).toEqual([
    at.getTime() + 1,
    at.getTime(),
    at.getTime(),
    null,
  ]);
  for (const [value, id] of [
    ['never', made[0]],
    [at.toISOString(), 'nobody'],
  ]) {
    const after = Buffer.from(JSON.stringify([value, id, 0])).toString('base64url');
    const asked = listOperators(await w.reader(owner), OperatorFilter.parse({ sort: 'last-sign-in', after }));
    await expect(asked).rejects.toMatchObject({ code: 'invalid' });
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
  for (const sort of ['newest', 'last-sign-in', 'oldest-sign-in']) {
    const sorted = await listOperators(await w.reader(viewer), OperatorFilter.parse({ sort }));
    expect(
      sorted.rows.map(({ id }) => id),
      'the order tells no instant',
    ).toEqual(rows.map(({ id }) => id));
  }
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

it('nobody gives themselves a role by another account of theirs, in whichever way; an account owner has it all anyway', async () => {
  const manager = await w.another('access-manager');
  const { email } = await db().operator.findUniqueOrThrow({ where: { id: manager.id } });
  await makeConnection({ slug: 'twins', metadata: await metadataOf('https://twins.example') });
  const twin = await makeOperator({ connection: 'twins', email: email.toUpperCase() });
  const barred = { kind: 'refused', code: 'forbidden', message: expect.stringContaining('account of yours') };
  expect(await grant(manager, twin.id, 'auditor')).toMatchObject(barred);
  const owner = await w.another('account-owner');
  const made = await run(createGroup, owner, { name: 'Twins', reason: 'for a test' });
  const { id: groupId } = made.result as { id: string };
  expect(
    await run(createAssignment, owner, { groupId, role: 'auditor', reason: 'for a test' }),
  ).toMatchObject({
    kind: 'done',
  });
  const put = { id: groupId, operatorIds: [twin.id], reason: 'for a test' };
  expect(await run(addGroupMembers, manager, put)).toMatchObject(barred);
  expect(await run(addGroupMembers, owner, put)).toMatchObject({ kind: 'done' });
  // Nor to the group that the other account is in, nor for longer.
  expect(
    await run(createAssignment, manager, { groupId, role: 'viewer', reason: 'for a test' }),
  ).toMatchObject(barred);
  const given = await grant(owner, twin.id, 'auditor', {
    untilAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const { id } = given.result as { id: string };
  expect(await run(moveEnd, manager, { id, untilAt: '', reason: 'for a test' })).toMatchObject(barred);
  const sooner = new Date(Date.now() + 1_800_000).toISOString();
  expect(await run(moveEnd, manager, { id, untilAt: sooner, reason: 'for a test' })).toMatchObject({
    kind: 'done',
  });
  const admin = await w.another('administrator');
  const self = await db().operator.findUniqueOrThrow({ where: { id: admin.id } });
  const add = { connection: 'twins', email: self.email, role: 'auditor', reason: 'for a test' };
  expect(await run(addOperator, admin, add)).toMatchObject({
    kind: 'refused',
    code: 'forbidden',
    message: expect.stringContaining('your own address'),
  });
});
