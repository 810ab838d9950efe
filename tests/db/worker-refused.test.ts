/** What a job is refused: said once in the trail, left alone for a while, and never counted as done. */
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { expireKey } from '#lib/keys/commands.ts';
import { keysPastExpiry } from '#lib/keys/due.ts';
import { makeApplication, makeKey, makeOperator } from '#prisma/factories.ts';
import { world } from '#tests/support/world.ts';
import { expireKeys } from '#worker/expire-keys.ts';
import { runEach, takeFor } from '#worker/run-each.ts';

const w = world();
const minute = 60_000;
let applicationId = '';

beforeAll(async () => {
  setEnv({ LOG_LEVEL: 'silent' });
  ({ id: applicationId } = await makeApplication({ ownerId: (await makeOperator({})).id }));
});

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: w.database.superUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

test('a key whose expiry is refused does not stop the others, is not counted, and is refused once in ten looks', async () => {
  const [stuck, other] = [await makeKey({ applicationId }), await makeKey({ applicationId })];
  const { expiresAt } = await db().apiKey.findUniqueOrThrow({ where: { id: other.id } });
  await asSuperuser(`
    CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;
    CREATE TRIGGER stuck BEFORE UPDATE ON api_key FOR EACH ROW WHEN (OLD.id = '${stuck.id}') EXECUTE FUNCTION stuck();`);
  const after = (milliseconds: number) => new Date(expiresAt.getTime() + minute + milliseconds);
  const stateOf = async (id: string) => (await db().apiKey.findUniqueOrThrow({ where: { id } })).state;
  const refused = () => db().auditEvent.count({ where: { subjectId: stuck.id, outcome: 'refused' } });

  expect(await expireKeys(after(0))).toBe(1);
  expect(await stateOf(other.id)).toBe('expired');
  for (let look = 1; look < 10; look++) expect(await expireKeys(after(look * 5_000))).toBe(0);
  expect(await refused()).toBe(1);

  await asSuperuser('DROP TRIGGER stuck ON api_key');
  expect(await expireKeys(after(6 * minute)), 'tried again').toBe(1);
  expect(await stateOf(stuck.id)).toBe('expired');
});

test('those that are refused each time do not hide the ones behind them', async () => {
  const [stuck, other] = [await makeKey({ applicationId }), await makeKey({ applicationId })];
  const { expiresAt } = await db().apiKey.findUniqueOrThrow({ where: { id: other.id } });
  await asSuperuser(
    `CREATE TRIGGER stuck BEFORE UPDATE ON api_key FOR EACH ROW WHEN (OLD.id = '${stuck.id}') EXECUTE FUNCTION stuck();`,
  );
  const now = new Date(expiresAt.getTime() + 20 * minute);
  const look = async () => {
    const due = (await keysPastExpiry(now, takeFor(expireKey, 1))).map((id) => ({ id }));
    return (await runEach(expireKey, due, now)).map(({ id }) => id);
  };
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([other.id]);
  await asSuperuser('DROP TRIGGER stuck ON api_key');
});
