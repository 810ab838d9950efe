/** What is forgotten, and what is not: the tables that gates fill stay bounded, and every key still shows its last call. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db/client.ts';
import { counterDays, decisionDays, sweepHistory, sweepLedger } from '#lib/db/sweep.ts';
import { readKey } from '#lib/keys/queries.ts';
import { trafficOf } from '#lib/keys/traffic-effects.ts';
import { newReference } from '#lib/reference.ts';
import { makeApplication, makeKey, makeOperator } from '#prisma/factories.ts';
import { world } from '#tests/support/world.ts';

const w = world();
const day = 86_400_000;
const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * day);
let gate: pg.Client;
let applicationId = '';

beforeAll(async () => {
  // What gates write, nobody else may.
  gate = new pg.Client({ connectionString: w.database.gateUrl });
  await gate.connect();
  ({ id: applicationId } = await makeApplication({ ownerId: (await makeOperator({})).id }));
});

beforeEach(async () => {
  await db().callCounter.deleteMany();
});

afterAll(() => gate.end());

const called = (keyId: string, at: Date, allowed: number, denied: number, by = 'g') =>
  gate.query(
    `INSERT INTO call_counter (key_id, token_id, minute_at, gate, allowed, denied, last_call_at, last_address)
     VALUES ($1, 't', $2, $3, $4, $5, $2, '192.0.2.1')`,
    [keyId, at, by, allowed, denied],
  );
const left = async (keyId: string) =>
  (await db().callCounter.findMany({ where: { keyId }, orderBy: { minuteAt: 'asc' } })).map((row) => [
    row.minuteAt.getTime(),
    row.gate,
  ]);

test('a key that nobody has called for years still shows its last call, and the last that passed', async () => {
  const { id, createdAt } = await db().apiKey.findUniqueOrThrow({
    where: { id: (await makeKey({ applicationId })).id },
  });
  for (const days of [1000, 900, 800]) await called(id, daysAgo(days), 1, 0);
  await called(id, daysAgo(800), 2, 0, 'another');
  for (const days of [790, 700, 600]) await called(id, daysAgo(days), 0, 1);
  await sweepHistory(now);
  expect(await left(id)).toEqual([
    [daysAgo(800).getTime(), expect.any(String)],
    [daysAgo(800).getTime(), expect.any(String)],
    [daysAgo(600).getTime(), 'g'],
  ]);
  const reader = await w.reader(await w.person('account-owner'));
  expect((await readKey(reader, id)).lastCallAt).toEqual(daysAgo(600));
  expect((await trafficOf(db(), [{ id, createdAt }], now)).get(id)?.lastCallAt).toEqual(daysAgo(800));
  expect(await sweepHistory(now), 'nothing is left to sweep').toBe(0);
});

test('minutes of a key that is called are kept for their days, and go batch by batch', async () => {
  const { id } = await makeKey({ applicationId });
  for (let n = 1; n <= 7; n++) await called(id, daysAgo(counterDays + n), 1, 0);
  await called(id, daysAgo(counterDays - 1), 1, 0);
  await called(id, daysAgo(0), 0, 1);
  expect(await sweepHistory(now, 2)).toBe(7);
  expect((await left(id)).map(([at]) => at)).toEqual([daysAgo(counterDays - 1).getTime(), now.getTime()]);
});

test('a refusal can be explained for ninety days', async () => {
  const [old, young] = [newReference(), newReference()];
  for (const [reference, days] of [
    [old, decisionDays + 1],
    [young, decisionDays - 1],
  ] as const)
    await gate.query(
      `INSERT INTO decision (reference, at, gate, epoch, reason, source_address, facts) VALUES ($1, $2, 'g', 1, 'malformed', '192.0.2.1', '{}')`,
      [reference, daysAgo(days)],
    );
  expect(await sweepHistory(now)).toBe(1);
  expect((await db().decision.findMany()).map(({ reference }) => reference)).toEqual([young]);
});

test('a gate that was silent for a week is gone from the list', async () => {
  for (const [name, days] of [
    ['gone', 8],
    ['quiet', 6],
  ] as const)
    await gate.query(`INSERT INTO gate_heartbeat (gate, epoch, seen_at, started_at) VALUES ($1, 1, $2, $2)`, [
      name,
      daysAgo(days),
    ]);
  await sweepLedger(now);
  expect((await db().gateHeartbeat.findMany()).map((row) => row.gate)).toEqual(['quiet']);
});

test('what has run out goes, and what still counts stays', async () => {
  const at = (milliseconds: number) => new Date(now.getTime() + milliseconds);
  await db().usedAssertion.createMany({
    data: [
      { issuer: 'i', assertionId: 'past', expiresAt: at(-1) },
      { issuer: 'i', assertionId: 'held', expiresAt: at(60_000) },
    ],
  });
  await db().rateWindow.createMany({
    data: [
      { key: 'past', windowAt: at(-2 * 3_600_000), hits: 1 },
      { key: 'held', windowAt: at(-60_000), hits: 1 },
    ],
  });
  await db().idempotency.createMany({
    data: [
      { key: 'past', subjectId: '', createdAt: daysAgo(2) },
      { key: 'held', subjectId: '', createdAt: at(-60_000) },
    ],
  });
  await sweepLedger(now);
  expect(
    (await db().usedAssertion.findMany({ where: { issuer: 'i' } })).map((row) => row.assertionId),
  ).toEqual(['held']);
  expect(
    (await db().rateWindow.findMany({ where: { key: { in: ['past', 'held'] } } })).map((row) => row.key),
  ).toEqual(['held']);
  expect((await db().idempotency.findMany({ where: { subjectId: '' } })).map((row) => row.key)).toEqual([
    'held',
  ]);
});
