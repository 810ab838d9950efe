/** What becomes of an application and its keys when nobody active answers for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handOverApplication } from '#lib/applications/commands.ts';
import { orphanedKeysDue } from '#lib/applications/due.ts';
import { outlookOf } from '#lib/applications/rules.ts';
import { connect, type Database, db } from '#lib/db/client.ts';
import { noteCredentialUse, watchGates } from '#lib/db/ledger.ts';
import { resumeKey } from '#lib/keys/commands.ts';
import { trafficOf } from '#lib/keys/traffic-effects.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { rotateServiceAccount } from '#lib/service-accounts/commands.ts';
import * as make from '#prisma/factories.ts';
import { settleOrphans } from '../../worker/orphans.ts';
import { executeProven } from '../support/proven.ts';
import { address, clientOf, patch, person } from '../support/scim.ts';
import { makeServiceAccount } from '../support/service-accounts.ts';
import { world } from '../support/world.ts';

const w = world();
let gate: Database;
const day = 86_400_000;
const reason = 'for a test';
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const later = (days: number) => new Date(Date.now() + days * day);

beforeAll(async () => {
  // What gates write, nobody else may.
  gate = connect(w.database.gateUrl, 1);
  await make.makeOperator({ role: 'account-owner' });
  await gateSeen(new Date());
});

afterAll(() => gate.$disconnect());

const orphanedAt = async (id: string) =>
  (await db().application.findUniqueOrThrow({ where: { id } })).orphanedAt;
const stateOf = async (id: string) => (await db().apiKey.findUniqueOrThrow({ where: { id } })).state;
const disable = (id: string) => make.must(disableOperator, { id, reason });
const orphan = async () => {
  const owner = await make.makeOperator({});
  const application = await make.makeApplication({ ownerId: owner.id });
  const { id: keyId } = await make.makeKey({ applicationId: application.id });
  await disable(owner.id);
  return { owner, application, keyId };
};
const heartbeat = (at: Date) =>
  gate.$executeRaw`INSERT INTO gate_heartbeat (gate, epoch, seen_at, started_at) VALUES ('test', 1, ${at}, ${at})
    ON CONFLICT (gate) DO UPDATE SET seen_at = EXCLUDED.seen_at`;
/** A gate that has reported all the time until then. */
const gateSeen = async (at: Date) => {
  await heartbeat(at);
  const seen = { since: later(-90), seenAt: at };
  await db().gateWatch.upsert({ where: { id: 1 }, create: seen, update: seen });
};
const called = async (keyId: string, at: Date, { allowed = 0, denied = 0 }) => {
  const token = await db().keyToken.findFirstOrThrow({ where: { keyId } });
  await gate.$executeRaw`INSERT INTO call_counter (key_id, token_id, minute_at, gate, allowed, denied, last_call_at, last_address)
    VALUES (${keyId}::uuid, ${token.id}, ${at}, 'test', ${allowed}, ${denied}, ${at}, '192.0.2.1')`;
};

describe('an application', () => {
  it('is orphaned when owner and deputy are both inactive, in the command that ends the second, and owners are told', async () => {
    const [owner, deputy] = [await make.makeOperator({}), await make.makeOperator({})];
    const { id, name } = await make.makeApplication({ ownerId: owner.id, deputyId: deputy.id });
    await disable(owner.id);
    expect(await orphanedAt(id)).toBeNull();
    await disable(deputy.id);
    expect(await orphanedAt(id)).not.toBeNull();
    expect(
      await db().notice.count({ where: { action: 'application.orphaned', text: { contains: name } } }),
    ).toBe(1);
    await make.must(enableOperator, { id: deputy.id, reason });
    expect(await orphanedAt(id)).toBeNull();
  });

  it('is no orphan any more once it is handed over', async () => {
    const { application } = await orphan();
    const { id: ownerId } = await make.makeOperator({});
    await make.must(handOverApplication, { id: application.id, ownerId, reason });
    expect(await orphanedAt(application.id)).toBeNull();
  });

  it('that is handed over while its new owner is disabled is theirs and orphaned, or never becomes theirs', async () => {
    const { id: lasting } = await make.makeOperator({});
    const admin = await w.person('account-owner');
    for (let round = 0; round < 8; round++) {
      const { id: ownerId } = await make.makeOperator({});
      const { id } = await make.makeApplication({ ownerId: lasting });
      const as = (command: unknown, input: object) =>
        executeProven(command as typeof handOverApplication, admin.actor, input, { origin });
      const [handed, disabled] = await Promise.all([
        as(handOverApplication, { id, ownerId, reason }),
        as(disableOperator, { id: ownerId, reason }),
      ]);
      expect(disabled.kind).toBe('done');
      const row = await db().application.findUniqueOrThrow({ where: { id } });
      expect([handed.kind, row.ownerId === ownerId, row.orphanedAt !== null]).toEqual(
        handed.kind === 'done' ? ['done', true, true] : ['invalid', false, false],
      );
    }
  });

  it('is orphaned by a deactivation through SCIM, and its keys go on', async () => {
    const client = await clientOf();
    const { id } = (await client.call('POST', 'Users', person(address()))).body;
    const application = await make.makeApplication({ ownerId: id });
    const key = await make.makeKey({ applicationId: application.id });
    await client.call('PATCH', `Users/${id}`, patch({ op: 'replace', path: 'active', value: false }));
    expect(await orphanedAt(application.id)).not.toBeNull();
    expect(await stateOf(key.id)).toBe('active');
    await client.call('PATCH', `Users/${id}`, patch({ op: 'replace', path: 'active', value: true }));
    expect(await orphanedAt(application.id)).toBeNull();
  });

  it('is told of again each week, with the calls of its keys', async () => {
    const { application, keyId } = await orphan();
    await called(keyId, later(6), { allowed: 1_204 });
    const told = () =>
      db().notice.count({
        where: {
          action: 'application.orphaned',
          text: { contains: `${application.name} in production is orphaned since` },
        },
      });
    await settleOrphans(later(6));
    expect(await told()).toBe(0);
    await settleOrphans(later(8));
    expect(await told()).toBe(1);
    const notice = await db().notice.findFirstOrThrow({
      where: { text: { contains: `${application.name} in production is orphaned since` } },
    });
    expect(notice.text).toContain('1,204 calls in 7 days, goes on');
  });
});

describe('a key that nobody answers for', () => {
  it('is suspended after thirty days without a call, told of, and can be resumed', async () => {
    const { keyId } = await orphan();
    await gateSeen(later(29));
    await settleOrphans(later(29));
    expect(await stateOf(keyId)).toBe('active');
    await gateSeen(later(31));
    await settleOrphans(later(31));
    expect(await stateOf(keyId)).toBe('suspended');
    const event = await db().auditEvent.findFirstOrThrow({
      where: { subjectId: keyId, action: 'key.suspend_orphaned', outcome: 'done' },
    });
    expect(event).toMatchObject({ actorId: 'worker', channel: 'job' });
    expect(await db().notice.count({ where: { action: 'key.suspend_orphaned' } })).toBeGreaterThan(0);
    await make.must(resumeKey, { id: keyId, reason });
    expect(await stateOf(keyId)).toBe('active');
  });

  it('with calls is never stopped, however long nobody answers for it', async () => {
    const { keyId } = await orphan();
    await called(keyId, later(395), { allowed: 1 });
    await gateSeen(later(400));
    await settleOrphans(later(400));
    expect(await stateOf(keyId)).toBe('active');
  });

  it('is found behind any number of older ones that are in use', async () => {
    const busy = [(await orphan()).keyId, (await orphan()).keyId];
    for (const keyId of busy) await called(keyId, later(30), { allowed: 1 });
    const { keyId } = await orphan();
    await gateSeen(later(31));
    const due = await orphanedKeysDue(later(31), 100, 1);
    expect(due).toContain(keyId);
    for (const id of busy) expect(due).not.toContain(id);
  });

  it('of kind service is in use while its token works at the management API', async () => {
    const [used, unused] = [await orphan(), await orphan()];
    const account = async ({ application }: typeof used) =>
      (await makeServiceAccount({ applicationId: application.id })).id;
    const [busy, idle] = [await account(used), await account(unused)];
    await noteCredentialUse(busy, '192.0.2.1', later(30));
    await gateSeen(later(31));
    await settleOrphans(later(31));
    expect(await stateOf(busy)).toBe('active');
    expect(await stateOf(idle)).toBe('suspended');
    const about = { text: { contains: `${used.application.name} in production is orphaned since` } };
    const { text } = await db().notice.findFirstOrThrow({ where: about, orderBy: { createdAt: 'desc' } });
    expect(text).toMatch(/: in use, goes on/);
  });

  it('of kind service that was just rotated has time to be used', async () => {
    const { application } = await orphan();
    const account = await makeServiceAccount({ applicationId: application.id });
    const { actor } = account.person;
    await make.must(rotateServiceAccount, { id: account.id, reason }, actor);
    const { at } = await db().auditEvent.findFirstOrThrow({
      where: { action: 'service_account.rotate', subjectId: account.id, outcome: 'done' },
    });
    const key = await db().apiKey.findUniqueOrThrow({ where: { id: account.id } });
    const of = await trafficOf(db(), [{ id: key.id, createdAt: later(-60) }], new Date());
    expect(of.get(key.id)).toMatchObject({ touchedAt: at });
  });

  it('whose calls are all refused serves nobody, and is suspended', async () => {
    const { keyId } = await orphan();
    await called(keyId, later(30), { denied: 500 });
    await gateSeen(later(31));
    await settleOrphans(later(31));
    expect(await stateOf(keyId)).toBe('suspended');
  });

  it('is left alone while no gate reports: what is not counted is not known to be without calls', async () => {
    const { keyId } = await orphan();
    await gateSeen(later(20));
    await settleOrphans(later(40));
    expect(await stateOf(keyId)).toBe('active');
  });

  it('of which nobody has counted the calls for weeks is watched for two weeks before it is called unused', async () => {
    const { keyId } = await orphan();
    await gateSeen(later(10));
    await heartbeat(later(40));
    await settleOrphans(later(40));
    expect(await stateOf(keyId)).toBe('active');
    for (let days = 40.5; days < 54; days += 0.5) {
      await heartbeat(later(days));
      await watchGates();
    }
    await settleOrphans(later(53));
    expect(await stateOf(keyId)).toBe('active');
    await heartbeat(later(54));
    await settleOrphans(later(54));
    expect(await stateOf(keyId)).toBe('suspended');
  });

  it('is handed over in time and left alone', async () => {
    const { application, keyId } = await orphan();
    const { id: ownerId } = await make.makeOperator({});
    await make.must(handOverApplication, { id: application.id, ownerId, reason });
    await gateSeen(later(60));
    await settleOrphans(later(60));
    expect(await stateOf(keyId)).toBe('active');
  });
});

it('the outlook of a key names the day, from the last sign of life on', () => {
  const orphaned = new Date('2026-01-01T00:00:00Z');
  const touchedAt = new Date('2025-06-01T00:00:00Z');
  const now = new Date('2026-01-10T00:00:00Z');
  const at = new Date('2026-01-31T00:00:00Z');
  expect(outlookOf({ lastCallAt: null, touchedAt }, orphaned, now)).toEqual({ kind: 'ending', at });
  expect(outlookOf({ lastCallAt: new Date('2026-01-09T00:00:00Z'), touchedAt }, orphaned, now)).toEqual({
    kind: 'in-use',
  });
  expect(outlookOf({ lastCallAt: null, touchedAt: new Date('2026-01-25T00:00:00Z') }, orphaned, at)).toEqual({
    kind: 'ending',
    at: new Date('2026-02-08T00:00:00Z'),
  });
  expect(outlookOf({ lastCallAt: null, touchedAt }, orphaned, at)).toEqual({ kind: 'due' });
});
