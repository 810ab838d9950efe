import pg from 'pg';
import { expect, it } from 'vitest';
import { connect, db, setDatabase } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { gatesInStep, readiness } from '#lib/health.ts';
import { world } from '../support/world.ts';

const house = world();
let clock = 1_000_000;
// The answer is kept for a second; each question here comes later than that.
const asked = () => {
  clock += 10_000;
  return readiness(clock);
};

async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: house.database.ownerUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

it('a migrated database that answers is ready', async () => {
  expect(await asked()).toEqual({ ready: true, message: 'ready' });
});

it('a migration that is missing, or unknown, is said in a sentence without its name', async () => {
  await asOwner(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%guards'`);
  expect(await asked()).toEqual({
    ready: false,
    message: 'The database is not migrated to this version yet.',
  });
  await asOwner('UPDATE _prisma_migrations SET rolled_back_at = NULL');
  await asOwner(
    `UPDATE _prisma_migrations SET migration_name = '9_later' WHERE migration_name LIKE '%guards'`,
  );
  expect(await asked()).toEqual({
    ready: false,
    message: 'The database was written by another version of Gatehouse.',
  });
  await asOwner(
    `UPDATE _prisma_migrations SET migration_name = '20261123000100_guards' WHERE migration_name = '9_later'`,
  );
});

it('a database that is away is not ready, and nothing of its address is told', async () => {
  setEnv({ LOG_LEVEL: 'silent' });
  const client = db();
  setDatabase(connect('postgres://nobody:secret@127.0.0.1:1/none'));
  const answer = await asked();
  setDatabase(client);
  expect(answer).toEqual({ ready: false, message: 'The database does not answer.' });
});

it('gates count while they are heard of, and are in step when they decide by the newest epoch', async () => {
  const { number } = await db().epoch.findUniqueOrThrow({ where: { id: 1 } });
  await asOwner(`INSERT INTO gate_heartbeat (gate, epoch, seen_at, started_at) VALUES
    ('a', ${number}, now(), now()), ('b', ${number - 1n}, now(), now()), ('c', ${number}, now() - interval '11 seconds', now())`);
  expect(await gatesInStep()).toMatchObject({ total: 2, inStep: 1, epoch: Number(number) });
});
