import pg from 'pg';
import { expect, test } from 'vitest';
import { takeSeat } from '#lib/db/leader.ts';
import { world } from '../support/world.ts';

const house = world();

async function cutWorkers(): Promise<void> {
  const admin = new pg.Client({ connectionString: house.database.superUrl });
  await admin.connect();
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatehouse worker' AND datname = current_database()`,
  );
  await admin.end();
}

test('one worker has the seat; when its connection breaks between two queries it is told, lives on, and another may sit', async () => {
  let lost = 0;
  const seat = await takeSeat(() => {
    lost++;
  });
  expect(seat).not.toBeNull();
  expect(await takeSeat(() => {})).toBeNull();
  await cutWorkers();
  await expect.poll(() => lost).toBeGreaterThan(0);
  const next = await takeSeat(() => {});
  expect(next).not.toBeNull();
  await seat?.leave();
  await next?.leave();
  const after = await takeSeat(() => {});
  expect(after).not.toBeNull();
  await after?.leave();
});
