/** Access reviews of service accounts: asked about like people, decided by somebody else, and gone where nobody answers. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { GET } from '#app/api/v1/[...path]/route.ts';
import { db } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { wholeText } from '#lib/exports/whole.ts';
import { commands } from '#lib/registry.ts';
import { withRequest } from '#lib/request.ts';
import { evidenceOf } from '#lib/reviews/evidence.ts';
import { listItems, readReview } from '#lib/reviews/queries.ts';
import { reviewsThatWait } from '#lib/reviews/waiting.ts';
import { listServiceAccounts, readServiceAccount } from '#lib/service-accounts/queries.ts';
import * as make from '#prisma/factories.ts';
import { by, day, later, minute, setDue } from '#tests/support/reviews.ts';
import { makeServiceAccount } from '#tests/support/service-accounts.ts';
import { type Person, world } from '#tests/support/world.ts';
import { settleReviews } from '#worker/settle-reviews.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'the quarter is over';

let owner: Person;
let admin: Person;
let officer: Person;
let appOwner: Person;
let applicationId = '';
beforeAll(async () => {
  owner = await w.person('account-owner');
  admin = await w.person('administrator');
  officer = await w.person('security-officer');
  appOwner = await w.person('viewer');
  applicationId = (await make.makeApplication({ ownerId: appOwner.id, name: 'Billing' })).id;
});

const account = (wish: Partial<Parameters<typeof makeServiceAccount>[0]> = {}) =>
  makeServiceAccount({ applicationId, by: officer, ...wish });
const keyOf = (id: string) => db().apiKey.findUniqueOrThrow({ where: { id } });

/** Due in a minute by then, since a session lasts an hour. */
const started = async (input: object = {}, starter = owner) => {
  const dueAt = later(4 * day).toISOString();
  const given = { name: randomUUID(), kind: 'applications', applicationIds: [applicationId], dueAt, reason };
  const outcome = await by(starter, commands.startReview, { ...given, ...input });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  await setDue(w.database.ownerUrl, outcome.result.id, later(minute));
  return outcome.result.id;
};
const itemOf = (campaignId: string, keyId: string) =>
  db().reviewItem.findFirstOrThrow({ where: { campaignId, keyId } });
const decide = async (person: Person, campaignId: string, keyId: string, decision: 'keep' | 'remove') =>
  by(person, commands.decideReview, { id: (await itemOf(campaignId, keyId)).id, decision, reason });

/** The status that the management API answers its token with. */
async function call(token: string): Promise<number> {
  const request = new Request(`${env().publicUrl}/api/v1/keys`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const facts = { address: '192.0.2.7', tlsVersion: null, userAgent: 'a script' };
  const params = Promise.resolve({ path: ['keys'] });
  return (await withRequest(facts, () => GET(request, { params }))).status;
}

/** As if the review had suspended it so much earlier: a session does not last a week. */
async function setBack(keyId: string, ms: number): Promise<void> {
  const client = new pg.Client({ connectionString: w.database.ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const [table, column] of [
      ['review_item', 'key_id'],
      ['api_key', 'id'],
    ] as const) {
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await client.query(
        `UPDATE ${table} SET suspended_at = suspended_at - interval '${ms} milliseconds' WHERE ${column} = $1`,
        [keyId],
      );
      await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

describe('a review of applications or of everything', () => {
  it('asks about each service account once, with owner, person behind it, permissions, expiry and last use', async () => {
    const used = await account({ name: 'nightly', scopes: ['read ApiKey', 'key.rotate ApiKey'] });
    const unused = await account();
    const elsewhere = await account({
      applicationId: (await make.makeApplication({ ownerId: appOwner.id })).id,
    });
    const gone = await account();
    await make.must(commands.revokeKey, { id: gone.id, reason }, officer.actor);
    expect(await call(used.token)).toBe(200);
    const asked = async (id: string) => {
      const items = await db().reviewItem.findMany({ where: { campaignId: id, keyId: { not: null } } });
      return items.map(({ keyId }) => keyId);
    };
    const [one, all, roles] = [
      await started(),
      await started({ kind: 'everything' }),
      await started({ kind: 'roles', roles: ['viewer'] }),
    ];
    expect((await asked(one)).sort()).toEqual([used.id, unused.id].sort());
    expect(await asked(all)).toEqual(expect.arrayContaining([used.id, unused.id, elsewhere.id]));
    expect(await asked(all)).not.toContain(gone.id);
    expect(await asked(roles)).toEqual([]);
    const use = await db().credentialUse.findUniqueOrThrow({ where: { credentialId: used.id } });
    expect(await itemOf(one, used.id)).toMatchObject({
      operatorId: officer.id,
      applicationId,
      label: `Service account nightly of Billing in production, owner ${appOwner.actor.name}, behind it ${officer.actor.name}`,
      scopes: 'key.rotate ApiKey, read ApiKey',
      expiresAt: used.expiresAt,
      lastUsedAt: use.lastUsedAt,
      lastUsedFor: 'service_account.call',
    });
    expect(await itemOf(one, unused.id)).toMatchObject({ lastUsedAt: null, lastUsedFor: null });
    const { rows } = await listItems(await w.reader(admin), one, { show: 'mine', size: 50 });
    expect(rows.find(({ keyId }) => keyId === used.id)).toMatchObject({
      mayDecide: true,
      account: { permissions: 'Keys: see, rotate', expiresAt: used.expiresAt, state: 'active' },
    });
    // Or the worker would suspend everybody in the tests that follow.
    const own = await db().reviewItem.findFirstOrThrow({ where: { campaignId: all, operatorId: admin.id } });
    await make.must(commands.decideReview, { id: own.id, decision: 'keep', reason }, owner.actor);
    for (const id of [one, all, roles]) await make.must(commands.cancelReview, { id, reason }, admin.actor);
  });

  it('counts them before it starts', async () => {
    const { id: alone } = await make.makeApplication({ ownerId: appOwner.id });
    const count = async () => {
      const id = await started({ applicationIds: [alone] });
      return (await readReview(await w.reader(owner), id)).items;
    };
    const before = await count();
    await account({ applicationId: alone });
    expect(await count()).toBe(before + 1);
  });
});

describe('a decision about a service account', () => {
  it('keeps it by name, with the permissions that it had at the answer', async () => {
    const { id, token } = await account();
    const review = await started();
    const scopes = ['read ApiKey', 'key.suspend ApiKey'];
    const edited = { id, name: randomUUID(), scopes, reason };
    expect(await by(officer, commands.editServiceAccount, edited)).toMatchObject({ kind: 'done' });
    const { rows } = await listItems(await w.reader(admin), review, { show: 'all', size: 50 });
    expect(rows.find(({ keyId }) => keyId === id)?.account?.permissions).toBe('Keys: see, suspend');
    expect(await decide(admin, review, id, 'keep')).toMatchObject({ kind: 'done' });
    expect(await itemOf(review, id)).toMatchObject({
      decision: 'keep',
      decidedBy: admin.id,
      removedAt: null,
      scopes: 'key.suspend ApiKey, read ApiKey',
    });
    await settleReviews(later(minute + 1_000));
    expect(await keyOf(id)).toMatchObject({ state: 'active', suspendedAt: null });
    expect(await call(token)).toBe(200);
  });

  it('removes it by revoking it, and the real check refuses its token from that instant on', async () => {
    const { id, token } = await account();
    const review = await started();
    expect(await call(token)).toBe(200);
    const outcome = await decide(admin, review, id, 'remove');
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(await keyOf(id)).toMatchObject({ state: 'revoked', endedAt: expect.any(Date), endReason: reason });
    expect(await call(token)).toBe(401);
    const event = await db().auditEvent.findFirstOrThrow({
      where: { action: 'review.decide', outcome: 'done', touched: { has: `api_key:${id}` } },
    });
    expect(event).toMatchObject({ actorId: admin.id, environmentId: 'production' });
    expect(await by(officer, commands.resumeKey, { id, reason })).toMatchObject({ code: 'conflict' });
  });

  it('is never that of the person behind it, at the start or now, nor of whoever answers for its application', async () => {
    const deputy = await w.another('administrator');
    const ownerOf = await w.another('administrator');
    const { id: app } = await make.makeApplication({ ownerId: ownerOf.id, deputyId: deputy.id });
    const behind = await w.another('account-owner');
    const { id } = await account({ applicationId: app, by: behind });
    const review = await started({ applicationIds: [app] });
    const refused = { kind: 'refused', code: 'not_found' };
    for (const person of [behind, ownerOf, deputy])
      for (const decision of ['keep', 'remove'] as const)
        expect(await decide(person, review, id, decision)).toMatchObject(refused);
    for (const person of [behind, ownerOf, deputy])
      expect(await by(person, commands.cancelReview, { id: review, reason })).toMatchObject({
        code: 'conflict',
      });
    // Whoever takes it over does not decide either, and who stood behind it goes on deciding nothing.
    const rotated = await by(owner, commands.rotateServiceAccount, {
      id,
      overlapHours: 0,
      expiresInDays: 30,
      reason,
    });
    expect(rotated).toMatchObject({ kind: 'done' });
    for (const person of [owner, behind])
      expect(await decide(person, review, id, 'keep')).toMatchObject(refused);
    // Nor does either of them cancel it, and answering for the application's people lets those cancel nothing.
    const ofPeople = await db().reviewItem.findMany({ where: { campaignId: review, keyId: null } });
    const [one, ...also] = ofPeople.map((item) => item.id);
    const kept = { id: one, also, decision: 'keep', reason };
    expect(await by(admin, commands.decideReview, kept)).toMatchObject({ kind: 'done' });
    for (const person of [owner, behind, ownerOf, deputy])
      expect(await by(person, commands.cancelReview, { id: review, reason })).toMatchObject({
        code: 'conflict',
      });
    const manager = await w.person('access-manager');
    expect(await decide(manager, review, id, 'remove')).toMatchObject(refused);
    expect(await decide(officer, review, id, 'remove')).toMatchObject({ code: 'forbidden' });
    const waits = await reviewsThatWait(await w.reader(admin));
    expect(waits.find((one) => one.id === review)?.left).toBeGreaterThan(0);
    expect(await decide(admin, review, id, 'keep')).toMatchObject({ kind: 'done' });
  });

  it('of several at once is all of them or nothing', async () => {
    const mine = await w.another('account-owner');
    const [first, own] = [await account(), await account({ by: mine })];
    const review = await started();
    const [one, two] = [await itemOf(review, first.id), await itemOf(review, own.id)];
    const both = { id: one.id, also: [two.id], decision: 'remove', reason };
    expect(await by(mine, commands.decideReview, both)).toMatchObject({ kind: 'refused', code: 'not_found' });
    expect(await keyOf(first.id)).toMatchObject({ state: 'active' });
    expect(await by(admin, commands.decideReview, both)).toMatchObject({
      kind: 'done',
      result: { count: 2 },
    });
    for (const { id } of [first, own]) expect(await keyOf(id)).toMatchObject({ state: 'revoked' });
  });
});

describe('a service account that nobody answered for', () => {
  const overdue = async () => {
    const review = await started();
    await settleReviews(later(minute + 1_000));
    return review;
  };

  it('is suspended at the due date: its token is refused, and whoever could resume keys does not wake it', async () => {
    const { id, token } = await account();
    const review = await overdue();
    const item = await itemOf(review, id);
    expect(item).toMatchObject({ decision: null, suspendedAt: expect.any(Date) });
    expect(await keyOf(id)).toMatchObject({ state: 'active', suspendedAt: item.suspendedAt });
    expect(await call(token)).toBe(401);
    const knock = await db().auditEvent.findFirstOrThrow({
      where: { action: 'service_account.refused', subjectId: id },
    });
    expect(knock.code).toBe('suspended');
    const held = { kind: 'refused', code: 'conflict', message: expect.stringMatching(/^An access review/) };
    const change = { id, name: 'wider', scopes: ['read ApiKey', 'key.create ApiKey'], reason };
    const rotation = { id, overlapHours: 0, expiresInDays: 30, reason };
    const list = { id, mode: 'enforce', entries: ['192.0.2.0/25'], reason };
    await by(officer, commands.suspendKey, { id, reason });
    expect(await by(officer, commands.resumeKey, { id, reason })).toMatchObject(held);
    expect(await by(officer, commands.editServiceAccount, change)).toMatchObject(held);
    expect(await by(officer, commands.editKeyAllowList, list)).toMatchObject(held);
    const other = await account();
    await overdue();
    expect(await by(officer, commands.rotateServiceAccount, { ...rotation, id: other.id })).toMatchObject(
      held,
    );
    const reader = await w.reader(owner);
    expect(await readServiceAccount(reader, other.id)).toMatchObject({ shown: 'suspended', state: 'active' });
    const listed = async (state: 'active' | 'suspended') => {
      const { rows } = await listServiceAccounts(reader, { state, sort: 'newest', size: 200 });
      return rows.some((row) => row.id === other.id);
    };
    expect([await listed('active'), await listed('suspended')]).toEqual([false, true]);
  });

  it('is given back within 7 days by somebody else, as it was, and not after', async () => {
    const [back, late] = [await account(), await account()];
    const review = await overdue();
    const item = await itemOf(review, back.id);
    const within = new Date((item.suspendedAt ?? new Date()).getTime() + 1_000);
    for (const person of [officer, appOwner])
      expect(
        await execute(commands.undoReview, person.actor, { id: item.id, reason }, { origin }),
      ).toMatchObject({ kind: 'refused', code: 'forbidden' });
    const before = await keyOf(back.id);
    expect(await by(admin, commands.undoReview, { id: item.id, reason }, within)).toMatchObject({
      kind: 'done',
    });
    expect(await itemOf(review, back.id)).toMatchObject({
      decision: 'keep',
      decidedBy: admin.id,
      undoneAt: within,
    });
    const { version: _, suspendedAt: __, ...rest } = before;
    expect(await keyOf(back.id)).toMatchObject({ ...rest, suspendedAt: null });
    expect(await call(back.token)).toBe(200);
    expect(await by(admin, commands.undoReview, { id: item.id, reason }, within)).toMatchObject({
      code: 'conflict',
    });
    await setBack(late.id, 7 * day);
    const tooLate = { id: (await itemOf(review, late.id)).id, reason };
    expect(await by(admin, commands.undoReview, tooLate, within)).toMatchObject({ code: 'conflict' });
    expect(await call(late.token)).toBe(401);
  });

  it('does not slip out by being suspended by hand, before the start or before the due date, and stays that when given back', async () => {
    const [eve, meanwhile] = [await account(), await account()];
    await make.must(commands.suspendKey, { id: eve.id, reason }, officer.actor);
    const review = await started();
    await make.must(commands.suspendKey, { id: meanwhile.id, reason }, officer.actor);
    await settleReviews(later(minute + 1_000));
    for (const { id, token } of [eve, meanwhile]) {
      const item = await itemOf(review, id);
      expect(item.suspendedAt).not.toBeNull();
      expect(await by(officer, commands.resumeKey, { id, reason })).toMatchObject({ code: 'conflict' });
      const undone = await by(
        admin,
        commands.undoReview,
        { id: item.id, reason },
        item.suspendedAt ?? undefined,
      );
      expect(undone).toMatchObject({ kind: 'done' });
      expect(await keyOf(id)).toMatchObject({ state: 'suspended', suspendedAt: null });
      expect(await call(token)).toBe(401);
      expect(await by(officer, commands.resumeKey, { id, reason })).toMatchObject({ kind: 'done' });
    }
  });

  it('is revoked for good after the 7 days, once, and what was revoked by hand meanwhile keeps its reason', async () => {
    const [lost, byHand] = [await account(), await account()];
    const review = await overdue();
    await make.must(commands.revokeKey, { id: byHand.id, reason: 'leaked' }, officer.actor);
    const end = later(7 * day + 2 * minute);
    expect(await settleReviews(later(7 * day))).toBe(0);
    expect(await settleReviews(end)).toBeGreaterThan(0);
    expect(await settleReviews(end)).toBe(0);
    const { name } = await db().reviewCampaign.findUniqueOrThrow({ where: { id: review } });
    expect(await keyOf(lost.id)).toMatchObject({
      state: 'revoked',
      endedAt: end,
      endReason: `Nobody answered for it in the access review “${name}”`,
    });
    expect((await itemOf(review, lost.id)).removedAt).toEqual(end);
    expect(await keyOf(byHand.id)).toMatchObject({ state: 'revoked', endReason: 'leaked' });
    expect(await call(lost.token)).toBe(401);
  });

  it('that another review holds suspended keeps the days of that one', async () => {
    const { id } = await account();
    const [first, second] = [await started(), await started()];
    await settleReviews(later(minute + 1_000));
    const items = [await itemOf(first, id), await itemOf(second, id)];
    expect(items.filter(({ suspendedAt }) => suspendedAt !== null)).toHaveLength(1);
  });

  it('stays where the starter could not have ended whoever may as much', async () => {
    const { id } = await account();
    const review = await started();
    const narrow = { kind: 'applications', silenceTakes: ['developer', 'viewer'] };
    const client = new pg.Client({ connectionString: w.database.ownerUrl });
    await client.connect();
    await client.query('ALTER TABLE review_campaign DISABLE TRIGGER USER');
    await client.query('UPDATE review_campaign SET scope = $2 WHERE id = $1', [review, narrow]);
    await client.query('ALTER TABLE review_campaign ENABLE TRIGGER USER');
    await client.end();
    await settleReviews(later(minute + 1_000));
    expect(await keyOf(id)).toMatchObject({ state: 'active', suspendedAt: null });
    expect((await db().reviewCampaign.findUniqueOrThrow({ where: { id: review } })).settledAt).not.toBeNull();
  });
});

describe('the database', () => {
  it('holds no key of calls suspended by a review: gates know the state alone', async () => {
    const { id } = await make.makeKey({ applicationId });
    const client = new pg.Client({ connectionString: w.database.ownerUrl });
    await client.connect();
    await expect(client.query('UPDATE api_key SET suspended_at = now() WHERE id = $1', [id])).rejects.toThrow(
      /api_key_suspended_by_review/,
    );
    await client.end();
  });
});

describe('the evidence of a review', () => {
  it('names service accounts, what they might do and what became of them, as CSV and as JSON', async () => {
    const [gone, open] = [await account({ name: 'left-over' }), await account()];
    const review = await started();
    await decide(admin, review, gone.id, 'remove');
    const rows = await evidenceOf(await w.reader(owner), review);
    const row = rows.find(({ keyId }) => keyId === gone.id);
    expect(row).toMatchObject({
      label: expect.stringMatching(/^Service account left-over of Billing in production, owner /),
      scopes: 'read ApiKey',
      expiresAt: gone.expiresAt,
      outcome: 'removed',
      decidedByName: admin.actor.name,
    });
    expect(rows.find(({ keyId }) => keyId === open.id)).toMatchObject({ outcome: 'unanswered' });
    expect(JSON.parse(wholeText(rows, 'json'))).toEqual(JSON.parse(JSON.stringify(rows)));
    const line = wholeText(rows, 'csv')
      .split('\r\n')
      .find((one) => one.includes(gone.id));
    expect(line).toContain('Service account left-over of Billing in production');
    expect(line).toContain('read ApiKey');
  });
});
