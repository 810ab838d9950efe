/** Access reviews: whoever keeps a right says so by name, and what nobody answers for is suspended, then gone. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { causedAmong } from '#lib/approvals/caused.ts';
import { db } from '#lib/db/client.ts';
import { execute } from '#lib/execute.ts';
import { wholeText } from '#lib/exports/whole.ts';
import { commands } from '#lib/registry.ts';
import { evidenceOf } from '#lib/reviews/evidence.ts';
import { listItems, readReview } from '#lib/reviews/queries.ts';
import { reviewsThatWait } from '#lib/reviews/waiting.ts';
import * as make from '#prisma/factories.ts';
import { by, day, later, minute, setDue } from '#tests/support/reviews.ts';
import { type Person, personOf, world } from '#tests/support/world.ts';
import { settleReviews } from '#worker/settle-reviews.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'the quarter is over';

let owner: Person;
let admin: Person;
let manager: Person;
beforeAll(async () => {
  owner = await w.person('account-owner');
  admin = await w.person('administrator');
  manager = await w.person('access-manager');
});

const holder = async (role: 'developer' | 'viewer' | 'administrator' | 'auditor' = 'developer') =>
  (await make.makeOperator({ role })).id;
const developers = { kind: 'roles', roles: ['developer'] };

/** Due in a minute by then, since a session lasts an hour. */
const started = async (input: object = {}, starter = owner) => {
  const dueAt = later(4 * day).toISOString();
  const given = { name: randomUUID(), ...developers, dueAt, reason, ...input };
  const outcome = await by(starter, commands.startReview, given);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  await setDue(w.database.ownerUrl, outcome.result.id, later(minute));
  return outcome.result.id;
};
const itemOf = async (campaignId: string, operatorId: string) =>
  db().reviewItem.findFirstOrThrow({
    where: { campaignId, operatorId, assignmentId: { not: null } },
    include: { assignment: true },
  });
/** Settled by the worker at its due date. */
const overdue = async (input: object = {}, starter = owner) => {
  const id = await started(input, starter);
  await settleReviews(later(minute + 1_000));
  return id;
};

describe('a review', () => {
  it('asks on Overview those who may decide something in it, until that is decided', async () => {
    const [mine] = [await holder('viewer')];
    const id = await started({ roles: ['viewer'] });
    const left = async (person: Person, now = new Date()) =>
      (await reviewsThatWait({ ...(await w.reader(person)), now })).find((review) => review.id === id)?.left;
    const before = (await left(admin)) ?? 0;
    expect(before).toBeGreaterThan(0);
    const outcome = await by(admin, commands.decideReview, {
      id: (await itemOf(id, mine)).id,
      decision: 'keep',
      reason,
    });
    expect(outcome.kind).toBe('done');
    expect(await left(admin)).toBe(before - 1 || undefined);
    // Who may decide nothing is asked nothing; what is past its day is the worker's.
    expect(await left(await w.person('auditor'))).toBeUndefined();
    expect(await left(admin, later(2 * minute))).toBeUndefined();
  });

  it('holds every assignment in force of its scope, of people and of groups, and nothing that is over', async () => {
    const [viewer, developer, former] = [await holder('viewer'), await holder(), await holder('viewer')];
    const group = await make.must(commands.createGroup, { name: randomUUID(), reason });
    await make.must(commands.createAssignment, { groupId: group.id, role: 'viewer', reason });
    const held = await db().assignment.findFirstOrThrow({ where: { operatorId: former } });
    await make.must(commands.endAssignment, { id: held.id, reason });
    const id = await started({ kind: 'roles', roles: ['viewer'], environmentId: 'production' });
    const items = await db().reviewItem.findMany({
      where: { campaignId: id },
      include: { assignment: true },
    });
    const whose = items.map(({ operatorId, assignment }) => operatorId ?? assignment?.groupId);
    expect(whose).toEqual(expect.arrayContaining([viewer, group.id]));
    expect(whose).not.toContain(developer);
    expect(whose).not.toContain(former);
  });

  it('tells the last use of each right: the newest command of that role, nothing that everybody may, never a guess', async () => {
    const [used, unused] = [
      await w.another('security-officer'),
      (await make.makeOperator({ role: 'security-officer' })).id,
    ];
    const { id: applicationId } = await make.makeApplication({ ownerId: owner.id });
    const key = await make.makeKey({ applicationId });
    await by(used, commands.suspendKey, { id: key.id, reason });
    const other = await make.makeSession(used.id);
    await by(used, commands.endOwnSession, { id: other.id });
    const id = await started({ kind: 'roles', roles: ['security-officer'] });
    const event = await db().auditEvent.findFirstOrThrow({
      where: { actorId: used.id, action: 'key.suspend', outcome: 'done' },
    });
    expect(await itemOf(id, used.id)).toMatchObject({ lastUsedFor: 'key.suspend', lastUsedAt: event.at });
    expect(await itemOf(id, unused)).toMatchObject({ lastUsedFor: null, lastUsedAt: null });
  });

  it('of an application is about its owner and its deputy; a deputy who is removed is out, an owner makes room for the deputy', async () => {
    const [first, second] = [await holder('viewer'), await holder('viewer')];
    const app = await make.makeApplication({ ownerId: first, deputyId: second });
    const id = await started({ kind: 'applications', applicationIds: [app.id] });
    const items = await db().reviewItem.findMany({ where: { campaignId: id }, orderBy: { id: 'asc' } });
    expect(items.map((item) => [item.operatorId, item.assignmentId])).toEqual([
      [first, null],
      [second, null],
    ]);
    const ownerItem = items[0]?.id ?? '';
    expect(
      await by(manager, commands.decideReview, { id: ownerItem, decision: 'remove', reason }),
    ).toMatchObject({ kind: 'refused', code: 'not_found' });
    expect(
      await by(admin, commands.decideReview, { id: ownerItem, decision: 'remove', reason }),
    ).toMatchObject({ kind: 'done' });
    expect(await db().application.findUniqueOrThrow({ where: { id: app.id } })).toMatchObject({
      ownerId: second,
      deputyId: null,
    });
    // Nobody is left who would step in.
    const again = await started({ kind: 'applications', applicationIds: [app.id] });
    const last = await db().reviewItem.findFirstOrThrow({ where: { campaignId: again } });
    expect(await by(admin, commands.decideReview, { id: last.id, decision: 'remove', reason })).toMatchObject(
      { kind: 'refused', code: 'conflict' },
    );
  });
});

describe('the start of a review', () => {
  const wish = (dueAt: Date) => ({ name: randomUUID(), ...developers, dueAt: dueAt.toISOString(), reason });

  it('asks for a recent proof, and leaves people three days to answer', async () => {
    await holder();
    const stale = await personOf(admin.id, 24 * 60);
    const outcome = await execute(commands.startReview, stale.actor, wish(later(4 * day)), { origin });
    expect(outcome.kind).toBe('needsFactor');
    expect(await by(admin, commands.startReview, wish(later(3 * day - minute)))).toMatchObject({
      kind: 'invalid',
      fields: { dueAt: 'Give people at least 3 days to answer.' },
    });
    const done = await by(admin, commands.startReview, wish(later(3 * day + minute)));
    if (done.kind !== 'done') throw new Error(JSON.stringify(done));
    await make.must(commands.cancelReview, { id: done.result.id, reason }, owner.actor);
  });

  it('is no way to take by silence what lies above the starter: it stays, and is decided by name', async () => {
    const [above, below] = [await holder('administrator'), await holder()];
    const id = await overdue({ roles: ['administrator', 'account-owner', 'developer'] }, admin);
    const kept = { decision: null, suspendedAt: null, assignment: { suspendedAt: null, endedAt: null } };
    expect(await itemOf(id, above)).toMatchObject(kept);
    expect(await itemOf(id, owner.id)).toMatchObject(kept);
    expect(await itemOf(id, below)).toMatchObject({ suspendedAt: expect.any(Date) });
  });
});

describe('a deputy who is removed', () => {
  it('from an application whose owner is disabled leaves it orphaned, and the owners know', async () => {
    const [former, deputy] = [await holder('viewer'), await holder('viewer')];
    const app = await make.makeApplication({ ownerId: former, deputyId: deputy });
    await make.must(commands.disableOperator, { id: former, reason });
    const id = await started({ kind: 'applications', applicationIds: [app.id] });
    const item = await db().reviewItem.findFirstOrThrow({ where: { campaignId: id, operatorId: deputy } });
    expect(await by(admin, commands.decideReview, { id: item.id, decision: 'remove', reason })).toMatchObject(
      {
        kind: 'done',
      },
    );
    expect(await db().application.findUniqueOrThrow({ where: { id: app.id } })).toMatchObject({
      deputyId: null,
      orphanedAt: expect.any(Date),
    });
    const told = { action: 'application.orphaned', text: { contains: app.name } };
    expect(await db().notice.count({ where: told })).toBe(1);
  });
});

const settleOne = (id: string, now = later(minute + 1_000)) =>
  execute(
    commands.settleReview,
    { kind: 'system', id: 'worker', name: 'Scheduler' },
    { id },
    { origin: { channel: 'job', address: null, userAgent: null }, now },
  );

describe('a decision', () => {
  it('keeps by recording who, when and why, and removes by ending the assignment at once', async () => {
    const [kept, gone] = [await holder(), await holder()];
    const id = await started();
    const [keep, remove] = [await itemOf(id, kept), await itemOf(id, gone)];
    expect(await by(manager, commands.decideReview, { id: keep.id, decision: 'keep', reason })).toMatchObject(
      { kind: 'done' },
    );
    expect(
      await by(manager, commands.decideReview, { id: remove.id, decision: 'remove', reason }),
    ).toMatchObject({ kind: 'done' });
    expect(await itemOf(id, kept)).toMatchObject({
      decision: 'keep',
      decidedBy: manager.id,
      reason,
      removedAt: null,
      assignment: { endedAt: null },
    });
    expect(await itemOf(id, gone)).toMatchObject({
      decision: 'remove',
      assignment: { endedAt: expect.any(Date) },
    });
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'review.decide', subjectId: remove.id, outcome: 'done' },
    });
    expect(event.touched).toEqual(
      expect.arrayContaining([`review_item:${remove.id}`, `assignment:${remove.assignmentId}`]),
    );
  });

  it('is never about oneself, nor about a group that one is in, and stays inside the ceiling', async () => {
    const group = await make.must(commands.createGroup, { name: randomUUID(), reason });
    await make.must(commands.addGroupMembers, { id: group.id, operatorIds: [manager.id], reason });
    await make.must(commands.createAssignment, { groupId: group.id, role: 'viewer', reason });
    const other = await holder('administrator');
    await holder();
    const id = await started({ kind: 'everything' });
    const ofGroup = await db().reviewItem.findFirstOrThrow({
      where: { campaignId: id, assignment: { groupId: group.id } },
    });
    for (const item of [await itemOf(id, manager.id), ofGroup, await itemOf(id, other)])
      for (const decision of ['keep', 'remove'])
        expect(await by(manager, commands.decideReview, { id: item.id, decision, reason })).toMatchObject({
          kind: 'refused',
          code: 'not_found',
        });
    const open = await itemOf(id, await firstDeveloper(id));
    const smuggled = { id: open.id, also: [(await itemOf(id, other)).id], decision: 'remove', reason };
    expect(await by(manager, commands.decideReview, smuggled)).toMatchObject({ kind: 'refused' });
    expect(await db().reviewItem.findUniqueOrThrow({ where: { id: open.id } })).toMatchObject({
      decision: null,
    });
    for (const person of [await w.another('auditor'), await w.another('viewer')])
      expect(
        await by(person, commands.decideReview, { id: open.id, decision: 'keep', reason }),
      ).toMatchObject({ kind: 'refused', code: 'forbidden' });
    // Or the worker would suspend everybody in the tests that follow.
    const own = await itemOf(id, admin.id);
    expect(await by(owner, commands.decideReview, { id: own.id, decision: 'keep', reason })).toMatchObject({
      kind: 'done',
    });
    expect(await by(admin, commands.cancelReview, { id, reason })).toMatchObject({ kind: 'done' });
  });

  it('never takes the last account owner away, whether somebody decides it or nobody', async () => {
    const other = await w.another('account-owner');
    const id = await started({ roles: ['account-owner'] });
    // Everybody else who holds the floor goes first.
    const owners = await db().reviewItem.findMany({
      where: { campaignId: id, assignment: { role: 'account-owner' }, operatorId: { not: other.id } },
    });
    const [first, ...also] = owners.filter(({ operatorId }) => operatorId !== owner.id).map((i) => i.id);
    if (first) await by(owner, commands.decideReview, { id: first, also, decision: 'remove', reason });
    const mine = await itemOf(id, owner.id);
    expect(await by(other, commands.decideReview, { id: mine.id, decision: 'remove', reason })).toMatchObject(
      { kind: 'done' },
    );
    await settleReviews(later(minute + 1_000));
    expect(await itemOf(id, other.id)).toMatchObject({
      decision: null,
      suspendedAt: null,
      assignment: { suspendedAt: null, endedAt: null },
    });
    await make.giveRole(owner.id, 'account-owner');
  });

  it('fifty at once answer fifty, and of one item one answer stands', async () => {
    const people = [];
    for (let n = 0; n < 10; n++) people.push(await holder());
    const id = await started();
    const items = await Promise.all(people.map((person) => itemOf(id, person)));
    const deciders = [owner, admin, manager];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const item = items[n % items.length];
        return by(deciders[n % 3] as Person, commands.decideReview, {
          id: item?.id,
          decision: n % 2 ? 'keep' : 'remove',
          reason,
        });
      }),
    );
    expect(outcomes.filter(({ kind }) => kind === 'done').length).toBeGreaterThan(0);
    expect(outcomes.filter((one) => one.kind === 'refused' && one.code === 'fault')).toEqual([]);
    for (const item of items) {
      const events = await db().auditEvent.count({
        where: { action: 'review.decide', outcome: 'done', touched: { has: `review_item:${item.id}` } },
      });
      const now = await db().reviewItem.findUniqueOrThrow({
        where: { id: item.id },
        include: { assignment: true },
      });
      expect(events).toBe(now.decision === null ? 0 : 1);
      expect(now.assignment?.endedAt !== null).toBe(now.decision === 'remove');
    }
    const [first, ...also] = items.map((item) => item.id);
    const left = await db().reviewItem.count({
      where: { id: { in: [first ?? '', ...also] }, decision: null },
    });
    expect(left + new Set(outcomes.flatMap((o) => (o.kind === 'done' ? [o.result.id] : []))).size).toBe(10);
  });

  it('after the due date is refused, and beside the worker one of the two stands', async () => {
    const person = await holder();
    const id = await started();
    const item = await itemOf(id, person);
    const answer = { id: item.id, decision: 'keep', reason };
    const [decided] = await Promise.all([by(manager, commands.decideReview, answer), settleOne(id)]);
    const after = await itemOf(id, person);
    expect([after.decision === 'keep', after.suspendedAt !== null].filter(Boolean)).toHaveLength(1);
    expect(decided.kind === 'done').toBe(after.decision === 'keep');
    await holder();
    const second = await started();
    expect(
      await by(
        manager,
        commands.decideReview,
        { id: (await itemOf(second, await firstDeveloper(second))).id, decision: 'keep', reason },
        later(minute + 1_000),
      ),
    ).toMatchObject({ kind: 'refused', code: 'conflict' });
    await make.must(commands.cancelReview, { id: second, reason }, owner.actor);
  });
});

const firstDeveloper = async (campaignId: string) =>
  (
    await db().reviewItem.findFirstOrThrow({
      where: { campaignId, assignment: { role: 'developer', environmentId: null }, decision: null },
    })
  ).operatorId ?? '';

/** As if it had been suspended so much earlier: a session does not last a week. */
async function setBack(itemId: string, ms: number): Promise<void> {
  const client = new pg.Client({ connectionString: w.database.ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const table of ['review_item', 'assignment'])
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const earlier = `suspended_at - interval '${ms} milliseconds'`;
    await client.query(
      `UPDATE assignment SET suspended_at = ${earlier} WHERE id = (SELECT assignment_id FROM review_item WHERE id = $1)`,
      [itemId],
    );
    await client.query(`UPDATE review_item SET suspended_at = ${earlier} WHERE id = $1`, [itemId]);
    for (const table of ['review_item', 'assignment'])
      await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

describe('what nobody answered', () => {
  it('is suspended at the due date and gives nothing from that instant on', async () => {
    const person = await w.another('auditor');
    expect(await by(person, commands.exportTrail, { format: 'csv' })).toMatchObject({ kind: 'done' });
    const id = await overdue({ roles: ['auditor'] });
    expect(await itemOf(id, person.id)).toMatchObject({
      decision: null,
      suspendedAt: expect.any(Date),
      assignment: { suspendedAt: expect.any(Date), endedAt: null },
    });
    expect(await by(person, commands.exportTrail, { format: 'csv' })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });

  it('is settled once, however often the worker comes', async () => {
    await holder();
    const id = await started();
    await Promise.all([settleOne(id), settleOne(id), settleOne(id)]);
    expect(await settleReviews(later(2 * minute))).toBe(0);
    expect(
      await db().auditEvent.count({ where: { action: 'review.settle', subjectId: id, outcome: 'done' } }),
    ).toBe(1);
  });

  it('is undone within 7 days by somebody else who answers for it, and not after', async () => {
    const [person, late] = [await w.another('auditor'), await holder('auditor')];
    const id = await overdue({ roles: ['auditor'] });
    const item = await itemOf(id, person.id);
    const at = item.suspendedAt ?? new Date();
    const within = new Date(at.getTime() + 1_000);
    for (const one of [person, await w.person('viewer')])
      expect(
        await execute(commands.undoReview, one.actor, { id: item.id, reason }, { origin }),
      ).toMatchObject({ kind: 'refused', code: 'forbidden' });
    expect(await by(manager, commands.undoReview, { id: item.id, reason }, within)).toMatchObject({
      kind: 'done',
    });
    expect(await itemOf(id, person.id)).toMatchObject({
      decision: 'keep',
      decidedBy: manager.id,
      undoneAt: within,
      assignment: { suspendedAt: null },
    });
    // Whoever gave it back stands behind it, as whoever gives it does.
    expect(await causedAmong(db(), [manager.id], [person.id, late], within)).toEqual(
      new Map([[person.id, 'a role']]),
    );
    expect(await by(manager, commands.undoReview, { id: item.id, reason }, within)).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
    const other = await itemOf(id, late);
    await setBack(other.id, 7 * day);
    expect(await by(manager, commands.undoReview, { id: other.id, reason }, within)).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
  });

  it('is given back several at once, or nothing of it', async () => {
    const [first, second, third] = [await holder(), await holder(), await holder()];
    const id = await overdue();
    const [one, two, three] = [await itemOf(id, first), await itemOf(id, second), await itemOf(id, third)];
    const back = { id: one.id, also: [two.id], reason };
    expect(await by(manager, commands.undoReview, back, one.suspendedAt ?? undefined)).toMatchObject({
      kind: 'done',
      result: { count: 2 },
    });
    for (const person of [first, second])
      expect((await itemOf(id, person)).assignment?.suspendedAt).toBeNull();
    // The page lists as suspended what it counts as suspended.
    const reader = await w.reader(owner);
    const listed = await listItems(reader, id, { show: 'suspended', size: 50 });
    expect(listed.rows.map((row) => row.operatorId)).not.toContain(first);
    expect(listed.rows).toHaveLength((await readReview(reader, id)).suspended);
    const mixed = { id: three.id, also: [two.id], reason };
    expect(await by(manager, commands.undoReview, mixed, one.suspendedAt ?? undefined)).toMatchObject({
      code: 'conflict',
    });
    expect((await itemOf(id, third)).assignment?.suspendedAt).not.toBeNull();
  });

  it('ends for good after the 7 days, once, and what was undone or kept stays', async () => {
    const [lost, kept, undone] = [await holder(), await holder(), await holder()];
    const id = await started();
    await by(manager, commands.decideReview, { id: (await itemOf(id, kept)).id, decision: 'keep', reason });
    await settleReviews(later(minute + 1_000));
    const { suspendedAt } = await itemOf(id, undone);
    const input = { id: (await itemOf(id, undone)).id, reason };
    await by(manager, commands.undoReview, input, suspendedAt ?? undefined);
    expect(await settleReviews(later(7 * day))).toBe(0);
    const end = later(7 * day + 2 * minute);
    expect(await settleReviews(end)).toBeGreaterThan(0);
    expect(await settleReviews(end)).toBe(0);
    expect((await itemOf(id, lost)).assignment).toMatchObject({ endedAt: end });
    expect((await itemOf(id, lost)).removedAt).toEqual(end);
    expect((await itemOf(id, kept)).assignment).toMatchObject({ endedAt: null, suspendedAt: null });
    expect((await itemOf(id, undone)).assignment).toMatchObject({ endedAt: null, suspendedAt: null });
  });

  it('is not kept by whoever cancels the review that asks about them, in a group of theirs either', async () => {
    const group = await make.must(commands.createGroup, { name: randomUUID(), reason });
    await make.must(commands.addGroupMembers, { id: group.id, operatorIds: [admin.id], reason });
    await make.must(commands.createAssignment, { groupId: group.id, role: 'viewer', reason });
    for (const roles of [['administrator'], ['viewer']]) {
      const id = await started({ roles });
      expect(await by(admin, commands.cancelReview, { id, reason })).toMatchObject({
        kind: 'refused',
        code: 'conflict',
        message: expect.stringMatching(/^A right of your own waits in this review/),
      });
      const stale = await personOf(owner.id, 24 * 60);
      expect((await execute(commands.cancelReview, stale.actor, { id, reason }, { origin })).kind).toBe(
        'needsFactor',
      );
      expect(await by(owner, commands.cancelReview, { id, reason })).toMatchObject({ kind: 'done' });
    }
    expect(await db().notice.count({ where: { action: 'review.cancel' } })).toBeGreaterThan(1);
    await make.must(commands.endGroup, { id: group.id, reason });
  });

  it('of a review that was cancelled stays as it was', async () => {
    const person = await holder();
    const id = await started();
    expect(await by(manager, commands.cancelReview, { id, reason })).toMatchObject({ code: 'forbidden' });
    expect(await by(admin, commands.cancelReview, { id, reason })).toMatchObject({ kind: 'done' });
    await settleReviews(later(minute + 1_000));
    expect((await itemOf(id, person)).assignment).toMatchObject({ suspendedAt: null, endedAt: null });
  });
});

describe('the evidence of a review', () => {
  it('is its rows, each with who decided what, when, why and the last use, and taking it stands in the trail', async () => {
    const [kept, open] = [await holder(), await holder()];
    const id = await started();
    const item = await itemOf(id, kept);
    await by(manager, commands.decideReview, { id: item.id, decision: 'keep', reason: '=1+1, they need it' });
    const auditor = await w.another('auditor');
    const rows = await evidenceOf(await w.reader(auditor), id);
    const stored = await db().reviewItem.findMany({ where: { campaignId: id }, orderBy: { id: 'asc' } });
    for (const [i, { campaignId: _, ...row }] of stored.entries()) expect(rows[i]).toMatchObject(row);
    expect(rows).toHaveLength(stored.length);
    const campaign = await db().reviewCampaign.findUniqueOrThrow({ where: { id } });
    for (const row of rows)
      expect(row).toMatchObject({
        review: campaign.name,
        reviewScope: expect.stringMatching(/^roles developer; silence takes access-manager, account-owner, /),
        reviewStartedByName: owner.actor.name,
        reviewStartedAt: campaign.startedAt,
        reviewDueAt: campaign.dueAt,
      });
    expect(rows.find((row) => row.operatorId === kept)).toMatchObject({
      decidedByName: manager.actor.name,
      outcome: 'kept',
    });
    expect(rows.find((row) => row.operatorId === open)).toMatchObject({ outcome: 'unanswered' });
    expect(JSON.parse(wholeText(rows, 'json'))).toEqual(JSON.parse(JSON.stringify(rows)));
    const csv = wholeText(rows, 'csv');
    expect(csv.trimEnd().split('\r\n')).toHaveLength(rows.length + 1);
    expect(csv).toContain(`"'=1+1, they need it"`);
    expect(await by(auditor, commands.exportReview, { id, format: 'csv' })).toMatchObject({ kind: 'done' });
    expect(
      await db().auditEvent.findFirst({ where: { action: 'review.export', subjectId: id } }),
    ).toMatchObject({ actorId: auditor.id, outcome: 'done', summary: expect.stringMatching(/as CSV/) });
    expect(await evidenceOf(await w.reader(await w.another('viewer')), id)).toEqual([]);
    expect(await by(manager, commands.exportReview, { id, format: 'csv' })).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });
});
