/** A review of as many rights as one takes: it starts within one transaction and is settled in a few. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { commands } from '#lib/registry.ts';
import { mostItems } from '#lib/reviews/rules.ts';
import * as make from '#prisma/factories.ts';
import { executeProven } from '#tests/support/proven.ts';
import { world } from '#tests/support/world.ts';
import { settleReviews } from '#worker/settle-reviews.ts';

const w = world();
const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };
const reason = 'the quarter is over';
const day = 86_400_000;

/** Beside the corridor: a thousand grants one by one would take minutes. */
async function hire(many: number): Promise<void> {
  const client = new pg.Client({ connectionString: w.database.ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const table of ['operator', 'assignment'])
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await client.query(
      `INSERT INTO operator (id, connection_id, name_id, email, name, caused_by)
       SELECT gen_random_uuid(), connection_id, 'many-' || n, 'many-' || n || '@example.test', 'Many ' || n, caused_by
       FROM (SELECT * FROM operator LIMIT 1) AS one, generate_series(1, $1::int) AS n`,
      [many],
    );
    await client.query(
      `INSERT INTO assignment (id, operator_id, role, environment_id, from_at, reason, caused_by)
       SELECT gen_random_uuid(), id, 'security-officer', 'production', now() - interval '1 day', 'many', 'many'
       FROM operator WHERE name_id LIKE 'many-%'`,
    );
    for (const table of ['operator', 'assignment'])
      await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  await w.person('account-owner');
  await hire(mostItems);
});

it('a review of as many rights as one takes starts within one transaction, and is settled and closed to the last one', async () => {
  const owner = await w.person('account-owner');
  const input = {
    name: randomUUID(),
    kind: 'roles',
    roles: ['security-officer'],
    dueAt: new Date(Date.now() + 4 * day).toISOString(),
    reason,
  };
  const outcome = await executeProven(commands.startReview, owner.actor, input, { origin });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  const of = { campaignId: outcome.result.id };
  expect(await db().reviewItem.count({ where: of })).toBe(mostItems);
  expect(await settleReviews(new Date(Date.now() + 4 * day + 1))).toBe(1);
  expect(await db().reviewItem.count({ where: { ...of, suspendedAt: { not: null } } })).toBe(mostItems);
  expect(await settleReviews(new Date(Date.now() + 11 * day + 10_000))).toBe(1);
  expect(await db().assignment.count({ where: { role: 'security-officer', endedAt: null } })).toBe(0);
});

it('a review of more rights than that is refused with how many they are', async () => {
  const owner = await w.person('account-owner');
  for (let n = 0; n < 2; n++) await make.makeOperator({ role: 'viewer' });
  const client = new pg.Client({ connectionString: w.database.ownerUrl });
  await client.connect();
  await client.query('ALTER TABLE assignment DISABLE TRIGGER USER');
  await client.query("UPDATE assignment SET ended_at = NULL, suspended_at = NULL WHERE reason = 'many'");
  await client.query('ALTER TABLE assignment ENABLE TRIGGER USER');
  await client.end();
  const input = {
    name: 'all',
    kind: 'everything',
    dueAt: new Date(Date.now() + 4 * day).toISOString(),
    reason,
  };
  expect(await executeProven(commands.startReview, owner.actor, input, { origin })).toMatchObject({
    kind: 'refused',
    code: 'conflict',
    message: expect.stringMatching(/^These are 10\d\d rights/),
  });
});
