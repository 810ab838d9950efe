import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { createAssignment } from '#lib/assignments/commands.ts';
import { db } from '#lib/db/client.ts';
import { callsToday } from '#lib/overview/calls.ts';
import { needsNow } from '#lib/overview/queries.ts';
import { newReference } from '#lib/reference.ts';
import { makeApplication, makeKey, makeOperator } from '#prisma/factories.ts';
import { executeAlone, executeProven } from '#tests/support/proven.ts';
import { world } from '#tests/support/world.ts';

const w = world();
let gate: pg.Client;

beforeAll(async () => {
  const owner = await w.person('account-owner');
  const { id } = await makeApplication({ ownerId: owner.id });
  const active = await makeKey({ applicationId: id });
  const revoked = await makeKey({ applicationId: id, state: 'revoked' });
  gate = new pg.Client({ connectionString: w.database.gateUrl });
  await gate.connect();
  for (const [keyId, allowed, denied] of [
    [active.id, 5, 2],
    [revoked.id, 0, 3],
  ] as const) {
    await gate.query(
      `INSERT INTO call_counter (key_id, token_id, minute_at, gate, allowed, denied, last_call_at, last_address) VALUES ($1, 't', date_trunc('minute', now()), 'g', $2, $3, now(), '192.0.2.1')`,
      [keyId, allowed, denied],
    );
  }
  await gate.query(
    `INSERT INTO decision (reference, at, gate, epoch, reason, source_address, facts, count) VALUES ($1, now(), 'g', 1, 'malformed', '192.0.2.1', '{}', 4)`,
    [newReference()],
  );
  await gate.end();
});

it("the day's figures count revoked keys and calls without a key, for those who may read such decisions", async () => {
  const officer = await callsToday(await w.reader(await w.person('security-officer')));
  expect(officer).toMatchObject({ allowed: 5, denied: 9, keysInUse: 1, keysActive: 1 });
  const viewer = await callsToday(await w.reader(await w.person('viewer')));
  expect(viewer).toMatchObject({ allowed: 5, denied: 5 });
  const elsewhere = await callsToday(await w.reader(await w.person('viewer'), 'sandbox'));
  expect(elsewhere).toMatchObject({ allowed: 0, denied: 0, keysActive: 0 });
  expect(await db().apiKey.count()).toBe(2);
});

it('of a critical change it says whether others agreed to it, and how many', async () => {
  const owner = await w.person('account-owner');
  const origin = { channel: 'console' as const, address: null, userAgent: null };
  const grant = async (by: typeof executeAlone) => {
    const { id: operatorId } = await makeOperator({});
    const input = { operatorId, role: 'administrator', environmentId: '', reason: 'needed for the shift' };
    expect((await by(createAssignment, owner.actor, input, { origin })).kind).toBe('done');
  };
  const told = async () =>
    (await needsNow(await w.reader(owner)))
      .filter(({ kind, detail }) => kind === 'notice' && detail.includes('assignment.create'))
      .map(({ detail }) => detail.replace(`${owner.actor.name} · `, ''))
      .sort();
  await grant(executeAlone);
  expect(await told()).toEqual(['assignment.create, without an approval']);
  // Set-up mode ends with the second owner's sign-in.
  await w.another('account-owner');
  await grant(executeProven);
  expect(await told()).toEqual([
    'assignment.create, approved by one other person',
    'assignment.create, without an approval',
  ]);
});

it('news of the house, and a request that still waits, are not said to lack an approval', async () => {
  const owner = await w.person('account-owner');
  const news = (await needsNow(await w.reader(owner))).filter(
    ({ kind, detail }) => kind === 'notice' && detail.includes('approval.request'),
  );
  expect(news.map(({ detail }) => detail)).toEqual([`${owner.actor.name} · approval.request`]);
});
