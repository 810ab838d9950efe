import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepCounters } from '#gate/counters.ts';
import { makeFlush } from '#gate/flush.ts';
import { keepRefusals } from '#gate/refusals.ts';
import { type Installation, install } from './installation.ts';

let installation: Installation;
let pool: pg.Pool;
beforeAll(async () => {
  installation = await install();
  pool = new pg.Pool({ connectionString: installation.gateUrl, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await installation.close();
});

test('a gate reports a new epoch with the next flush, and the same one not again before its time', async () => {
  let epoch = 7;
  const flush = makeFlush({
    pool,
    gate: 'g',
    counters: keepCounters(() => {}),
    refusals: keepRefusals(60, () => {}),
    epoch: () => epoch,
    drop: () => {},
  });
  const beat = async () => {
    await flush(false);
    const [row] = await installation.query<{ epoch: number; seen: string }>(
      `SELECT epoch::int, seen_at::text AS seen FROM gate_heartbeat WHERE gate = 'g'`,
    );
    return row;
  };
  const first = await beat();
  expect(first?.epoch).toBe(7);
  expect(await beat()).toEqual(first);
  epoch = 8;
  expect(await beat()).toMatchObject({ epoch: 8 });
  // A restored database goes back.
  epoch = 3;
  expect(await beat()).toMatchObject({ epoch: 3 });
});
