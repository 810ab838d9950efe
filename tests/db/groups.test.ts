/** Groups, assignments to them, and requests for roles: who gets what, by whom, and what a race leaves. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessOfOperator } from '#lib/access/ability.ts';
import { createAssignment, endAssignment, moveEnd } from '#lib/assignments/commands.ts';
import { recordEvent } from '#lib/audit/record.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { db, transaction } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import * as groups from '#lib/groups/commands.ts';
import { listGroups, listMembers } from '#lib/groups/queries.ts';
import { GroupFilter, MemberFilter } from '#lib/groups/schema.ts';
import { disableOperator } from '#lib/operators/commands.ts';
import { syncRoles } from '#lib/operators/provisioning.ts';
import * as reviews from '#lib/reviews/commands.ts';
import * as make from '#prisma/factories.ts';
import { approveAs, executeAlone, executeProven } from '#tests/support/proven.ts';
import { clientOf, patch, recorded } from '#tests/support/scim.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'for the quarter';
const by = <R>(p: Person, command: R, input: object) =>
  executeProven(command as never, p.actor, input, { origin });
const newGroup = async () => (await make.must(groups.createGroup, { name: randomUUID(), reason })).id;
const holds = async (id: string, action: string, on: string, at = new Date()) =>
  (await accessOfOperator(db(), id, at)).access.can(action, on as never);
/** As a provisioning client leaves one behind. */
const directoryGroup = () =>
  transaction(async (tx) => {
    const { id } = await tx.group.create({
      data: { name: randomUUID(), source: 'scim', causedBy: 'directory' },
      select: { id: true },
    });
    await recordEvent(tx, {
      action: 'group.scim_create',
      outcome: 'done',
      sensitivity: 'routine',
      actor: { kind: 'system', id: 'scim', name: 'Directory' },
      origin,
      subjectType: 'Group',
      subjectId: id,
      subjectLabel: id,
      summary: 'made for use',
    });
    return id;
  });
const somebody = async () => (await make.makeOperator({})).id;

let owner: Person;
let admin: Person;
let manager: Person;
beforeAll(async () => {
  owner = await w.person('account-owner');
  admin = await w.person('administrator');
  manager = await w.person('access-manager');
});

describe('a group', () => {
  it('gives its roles to whoever is put in, and takes them back from whoever is taken out', async () => {
    const [id, person, other] = [await newGroup(), await somebody(), await somebody()];
    expect(await by(manager, createAssignment, { groupId: id, role: 'viewer', reason })).toMatchObject({
      kind: 'done',
    });
    expect(
      await by(manager, groups.addGroupMembers, { id, operatorIds: [person, other], reason }),
    ).toMatchObject({
      kind: 'done',
    });
    expect(await holds(person, 'read', 'ApiKey')).toBe(true);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'group.add_member', subjectId: id },
    });
    expect(event).toMatchObject({ before: { members: 0 }, after: { members: 2, roles: ['viewer'] } });
    expect(event.summary).toMatch(/put into .* which brings Viewer$/);
    expect(await by(manager, groups.removeGroupMembers, { id, operatorIds: [person], reason })).toMatchObject(
      {
        kind: 'done',
      },
    );
    expect([await holds(person, 'read', 'ApiKey'), await holds(other, 'read', 'ApiKey')]).toEqual([
      false,
      true,
    ]);
    const member = await db().groupMember.findFirstOrThrow({ where: { groupId: id } });
    expect(member.causedBy).toBe(manager.id);
  });

  it('that holds a role above the ceiling takes nobody in by the hand of whoever could not give that role', async () => {
    const [id, person] = [await newGroup(), await somebody()];
    await by(owner, createAssignment, { groupId: id, role: 'administrator', reason });
    const wish = { id, operatorIds: [person], reason };
    for (const granter of [admin, manager])
      expect(await by(granter, groups.addGroupMembers, wish)).toMatchObject({
        kind: 'refused',
        code: 'not_found',
      });
    expect(await by(owner, groups.addGroupMembers, wish)).toMatchObject({ kind: 'done' });
  });

  it('asks for a proof of its own where one of its roles is administrative, also of the one who may give it', async () => {
    const id = await newGroup();
    await by(owner, createAssignment, { groupId: id, role: 'access-manager', reason });
    const asked = await execute(
      groups.addGroupMembers,
      owner.actor,
      { id, operatorIds: [await somebody()], reason },
      { origin },
    );
    expect(asked).toMatchObject({ kind: 'needsFactor', binding: expect.any(String) });
  });

  it('is not changed by anybody who is in it, nor do they put themselves in, nor give it a role', async () => {
    const id = await newGroup();
    expect(
      await by(manager, groups.addGroupMembers, { id, operatorIds: [manager.id], reason }),
    ).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
    await by(owner, groups.addGroupMembers, { id, operatorIds: [manager.id], reason });
    for (const [command, input] of [
      [groups.addGroupMembers, { id, operatorIds: [await somebody()], reason }],
      [groups.removeGroupMembers, { id, operatorIds: [manager.id], reason }],
      [groups.endGroup, { id, reason }],
      [createAssignment, { groupId: id, role: 'viewer', reason }],
    ] as const)
      expect(await by(manager, command, input)).toMatchObject({ kind: 'refused' });
    expect(
      await by(owner, groups.removeGroupMembers, { id, operatorIds: [manager.id], reason }),
    ).toMatchObject({
      kind: 'done',
    });
  });

  it('ends with its roles, for everybody who is in it, and says to how many', async () => {
    const [id, person] = [await newGroup(), await somebody()];
    await by(manager, createAssignment, { groupId: id, role: 'developer', environmentId: 'sandbox', reason });
    await by(manager, groups.addGroupMembers, { id, operatorIds: [person], reason });
    const outcome = await by(manager, groups.endGroup, { id, reason });
    expect(outcome).toMatchObject({ kind: 'done' });
    const event = await db().auditEvent.findFirstOrThrow({ where: { action: 'group.end', subjectId: id } });
    expect(event.summary).toMatch(/ended: Developer in sandbox ends for 1 person$/);
    expect(await holds(person, 'read', 'ApiKey')).toBe(false);
    expect(
      await by(manager, groups.addGroupMembers, { id, operatorIds: [await somebody()], reason }),
    ).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
  });

  it('is never account owner, in a sentence', async () => {
    expect(
      await by(owner, createAssignment, { groupId: await newGroup(), role: 'account-owner', reason }),
    ).toMatchObject({ kind: 'invalid', fields: { role: expect.stringMatching(/one by one/) } });
  });

  it('that a directory keeps is not edited by hand, and is given an administrative role by a proof of its own', async () => {
    const id = await directoryGroup();
    expect(
      await by(owner, groups.addGroupMembers, { id, operatorIds: [await somebody()], reason }),
    ).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Change it there/),
    });
    const administrator = { groupId: id, role: 'administrator', reason };
    expect(await execute(createAssignment, owner.actor, administrator, { origin })).toMatchObject({
      kind: 'needsFactor',
      binding: expect.any(String),
    });
    expect(await by(owner, createAssignment, administrator)).toMatchObject({ kind: 'done' });
    expect(await by(owner, createAssignment, { groupId: id, role: 'viewer', reason })).toMatchObject({
      kind: 'done',
    });
  });
});

describe('the lists', () => {
  it('show groups that have ended only to whoever asks for them, and by who keeps them', async () => {
    const [current, ended, kept] = [await newGroup(), await newGroup(), await directoryGroup()];
    await make.must(groups.endGroup, { id: ended, reason });
    const listed = async (query: object) =>
      (await listGroups(await w.reader(owner), GroupFilter.parse({ size: 200, ...query }))).rows.map(
        ({ id }) => id,
      );
    expect(await listed({})).toEqual(expect.arrayContaining([current, kept]));
    expect(await listed({})).not.toContain(ended);
    expect(await listed({ state: 'ended' })).toContain(ended);
    expect(await listed({ state: 'ended' })).not.toContain(current);
    expect(await listed({ source: 'scim' })).toContain(kept);
    expect(await listed({ source: 'scim' })).not.toContain(current);
  });

  it('find a member by name or e-mail, and nobody of another group', async () => {
    const [id, other] = [await newGroup(), await newGroup()];
    const word = randomUUID().slice(0, 8);
    const [named, reached, elsewhere] = [
      await make.makeOperator({ name: `Nora ${word}` }),
      await make.makeOperator({ email: `${word}@example.test` }),
      await make.makeOperator({ name: `Else ${word}` }),
    ];
    const inside = [named.id, reached.id, await somebody()];
    await make.must(groups.addGroupMembers, { id, operatorIds: inside, reason });
    await make.must(groups.addGroupMembers, { id: other, operatorIds: [elsewhere.id], reason });
    const { rows } = await listMembers(await w.reader(owner), id, MemberFilter.parse({ q: word }));
    expect(rows.map(({ operator }) => operator.id).sort()).toEqual([named.id, reached.id].sort());
  });
});

describe('an assignment', () => {
  const day = 86_400_000;
  it('that begins later counts from then on, and not before', async () => {
    const operatorId = await somebody();
    const fromAt = new Date(Date.now() + day);
    const outcome = await by(manager, createAssignment, { operatorId, role: 'auditor', fromAt, reason });
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(await holds(operatorId, 'audit.export', 'AuditEvent')).toBe(false);
    expect(await holds(operatorId, 'audit.export', 'AuditEvent', new Date(Date.now() + 2 * day))).toBe(true);
  });

  it('goes to a person or to a group, never to both nor to neither', async () => {
    for (const whose of [{}, { operatorId: await somebody(), groupId: await newGroup() }])
      expect(await by(manager, createAssignment, { ...whose, role: 'viewer', reason })).toMatchObject({
        kind: 'invalid',
        fields: { operatorId: expect.any(String) },
      });
  });

  it('names a role that there is', async () => {
    expect(
      await by(owner, createAssignment, { operatorId: await somebody(), role: 'night-watch', reason }),
    ).toMatchObject({ kind: 'invalid', fields: { role: expect.stringMatching(/no such role/) } });
  });

  it('is shortened by a recent proof, and lengthened only by what giving it asks for', async () => {
    const operatorId = await somebody();
    const made = await by(owner, createAssignment, { operatorId, role: 'administrator', reason });
    if (made.kind !== 'done') return expect.unreachable(JSON.stringify(made));
    const { id } = made.result as { id: string };
    const soon = { id, untilAt: new Date(Date.now() + day), reason };
    expect(await execute(moveEnd, owner.actor, soon, { origin })).toMatchObject({ kind: 'done' });
    const later = { id, untilAt: new Date(Date.now() + 2 * day), reason };
    expect(await execute(moveEnd, owner.actor, later, { origin })).toMatchObject({
      kind: 'needsFactor',
      binding: expect.any(String),
    });
    expect(await by(manager, moveEnd, later)).toMatchObject({ kind: 'refused', code: 'not_found' });
    expect(await by(owner, moveEnd, { id, untilAt: '', reason })).toMatchObject({ kind: 'done' });
  });

  it('of the last account owner gets no end date: the floor would fall on that day', async () => {
    const others = await db().assignment.findMany({
      where: { role: 'account-owner', endedAt: null },
      select: { id: true, operatorId: true },
    });
    expect(others.length).toBeGreaterThan(0);
    const second = await w.another('account-owner');
    const until = new Date(Date.now() + day);
    const outcomes = await Promise.all(
      others
        .filter((one) => one.operatorId !== second.id)
        .map(({ id }) => by(second, moveEnd, { id, untilAt: until, reason })),
    );
    expect(outcomes.every(({ kind }) => kind === 'done')).toBe(true);
    const floor = await db().assignment.count({
      where: { role: 'account-owner', endedAt: null, untilAt: null },
    });
    expect(floor).toBe(1);
    for (const { id } of others) await by(second, moveEnd, { id, untilAt: null, reason });
  });
});

describe('races', () => {
  /** An administrator's role for an empty group, agreed to and not yet given. */
  async function agreed(groupId: string) {
    const input = { groupId, role: 'administrator', reason };
    // Set-up mode ends with a second owner's sign-in.
    const other = await w.another('account-owner');
    const asked = await executeAlone(createAssignment, owner.actor, input, { origin });
    if (asked.kind !== 'awaitsApproval') throw new Error(asked.kind);
    const { requestId: approval } = asked;
    await approveAs(other.actor, approval, { origin });
    return () => executeAlone(createAssignment, owner.actor, input, { origin, approval });
  }
  const put = async (groupId: string, person: string) =>
    executeAlone(
      groups.addGroupMembers,
      manager.actor,
      { id: groupId, operatorIds: [person], reason },
      { origin },
    );
  const members = (groupId: string) => db().groupMember.count({ where: { groupId } });

  it('whoever is put in before the group gets a role makes the agreement to it stale', async () => {
    const id = await newGroup();
    const give = await agreed(id);
    expect((await put(id, await somebody())).kind).toBe('done');
    expect(await give()).toMatchObject({ kind: 'refused', code: 'conflict' });
    expect(await db().assignment.count({ where: { groupId: id } })).toBe(0);
  });

  it('whoever may not give the role puts nobody in once the group has it', async () => {
    const id = await newGroup();
    expect((await (await agreed(id))()).kind).toBe('done');
    expect((await put(id, await somebody())).kind).toBe('refused');
    expect(await members(id)).toBe(0);
  });

  it('of a role given to a group and a person put into it at once, one is done and the other refused', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [id, person] = [await newGroup(), await somebody()];
      const give = await agreed(id);
      const [given, added] = await Promise.all([give(), put(id, person)]);
      expect([given.kind, added.kind].sort()).toEqual(['done', 'refused']);
      expect(await members(id)).toBe(added.kind === 'done' ? 1 : 0);
      expect(await holds(person, 'operator.disable', 'Operator')).toBe(false);
    }
  });

  it('of two equal assignments at once one stands', async () => {
    const same = async (to: { operatorId: string } | { groupId: string }) => {
      const input = { ...to, role: 'viewer', reason };
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => by(owner, createAssignment, input)));
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'invalid', 'invalid', 'invalid']);
      expect(await db().assignment.count({ where: { ...to, role: 'viewer', endedAt: null } })).toBe(1);
    };
    await same({ operatorId: await somebody() });
    await same({ groupId: await newGroup() });
  });

  it('200 racing demotions of several owners by all ways together never leave none', async () => {
    const client = await clientOf();
    const former = await db().assignment.findMany({
      where: { role: 'account-owner', endedAt: null, operator: { state: 'active' } },
      select: { operatorId: true },
    });
    // All of one directory, which could take every one of them away: no other owner holds the floor for them.
    const owners: Person[] = [];
    for (let i = 0; i < 8; i += 1)
      owners.push(
        await personOf((await make.makeOperator({ connection: client.slug, role: 'account-owner' })).id),
      );
    for (const { operatorId } of former) await make.must(disableOperator, { id: operatorId ?? '', reason });
    const dueAt = new Date(Date.now() + 4 * 86_400_000).toISOString();
    const review = { name: randomUUID(), kind: 'roles' as const, roles: ['account-owner'], dueAt, reason };
    const { id: campaignId } = await make.must(reviews.startReview, review, owners[0]?.actor);
    const held = await db().assignment.findMany({
      where: { role: 'account-owner', endedAt: null, operator: { state: 'active' } },
      select: { id: true, operatorId: true, reviewItems: { where: { campaignId }, select: { id: true } } },
    });
    // Some have it by a group at their provider, which they have left.
    const mapped = held.slice(0, 4).map(({ id }) => id);
    await recorded((tx) =>
      tx.assignment.updateMany({ where: { id: { in: mapped } }, data: { source: 'mapped' } }),
    );
    const untilAt = new Date(Date.now() + 86_400_000);
    const directory = async (method: string, id: string | null) => {
      const off = patch({ op: 'replace', path: 'active', value: false });
      const { status } = await client.call(method, `Users/${id}`, method === 'PATCH' ? off : undefined);
      return { kind: status < 300 ? 'done' : 'refused', code: status >= 500 ? 'fault' : String(status) };
    };
    type Held = (typeof held)[number];
    const ways: Record<string, (by: Person, of: Held) => Promise<{ kind: string; code?: string }>> = {
      end: ({ actor }, { id }) => execute(endAssignment, actor, { id, reason }, { origin }),
      disable: ({ actor }, { operatorId: id }) => execute(disableOperator, actor, { id, reason }, { origin }),
      shorten: ({ actor }, { id }) => execute(moveEnd, actor, { id, untilAt, reason }, { origin }),
      review: ({ actor }, { reviewItems: [item] }) =>
        execute(reviews.decideReview, actor, { id: item?.id, decision: 'remove', reason }, { origin }),
      deactivate: (_, { operatorId }) => directory('PATCH', operatorId),
      delete: (_, { operatorId }) => directory('DELETE', operatorId),
      mapping: (_, { operatorId: id }) => execute(syncRoles, signInActor, { id, groups: [] }, { origin }),
    };
    const every = Object.entries(ways);
    const done = new Set<string>();
    const outcomes: { kind: string; code?: string }[] = [];
    const queue = Array.from({ length: 200 }, (_, i) => i);
    const walker = async () => {
      for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
        const [way, run] = every[i % every.length] as [string, (typeof ways)[string]];
        const outcome = await run(
          owners[i % owners.length] as Person,
          held[Math.floor(i / every.length) % held.length] as Held,
        );
        if (outcome.kind === 'done') done.add(way);
        outcomes.push(outcome);
      }
    };
    await Promise.all(Array.from({ length: 8 }, walker));
    expect(outcomes).toHaveLength(200);
    expect(outcomes.filter(({ code }) => code === 'fault')).toEqual([]);
    const floor = await db().assignment.count({
      where: { role: 'account-owner', endedAt: null, untilAt: null, operator: { state: 'active' } },
    });
    expect(held).toHaveLength(8);
    expect(floor).toBeGreaterThanOrEqual(1);
    expect(done.size).toBeGreaterThan(0);
  }, 120_000);
});
