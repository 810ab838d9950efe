import type pg from 'pg';
import type { CounterRow } from './counters.ts';
import type { DecisionRow } from './refusals.ts';

const heartbeatSql = `INSERT INTO gate_heartbeat (gate, epoch, seen_at, started_at) VALUES ($1, $2, now(), $3)
  ON CONFLICT (gate) DO UPDATE SET epoch = excluded.epoch, seen_at = excluded.seen_at, started_at = excluded.started_at`;

export async function writeHeartbeat(
  pool: pg.Pool,
  gate: string,
  epoch: number,
  startedAt: Date,
): Promise<void> {
  await pool.query(heartbeatSql, [gate, epoch, startedAt]);
}

// Without a conflict target: the gate may insert decisions, not read them. A batch sent twice is stored once.
const decisionSql = `INSERT INTO decision (gate, reference, at, epoch, reason, key_id, application_id, environment_id, source_address, facts, count)
  SELECT $1, * FROM unnest($2::text[], $3::timestamptz[], $4::bigint[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::jsonb[], $11::int[])
  ON CONFLICT DO NOTHING`;

export async function writeDecisions(
  pool: pg.Pool,
  gate: string,
  rows: DecisionRow[],
  drop: (row: DecisionRow) => void,
): Promise<void> {
  try {
    await pool.query(decisionSql, [
      gate,
      ...Array.from({ length: 10 }, (_, column) => rows.map((row) => row[column])),
    ]);
  } catch (error) {
    // Class 22 and 23: the database refuses a value. Halving finds the row, so that one cannot hold up all others.
    if (!/^2[23]/.test((error as { code?: string }).code ?? '')) throw error;
    const [only] = rows;
    if (only && rows.length === 1) return drop(only);
    const half = rows.length >> 1;
    await writeDecisions(pool, gate, rows.slice(0, half), drop);
    await writeDecisions(pool, gate, rows.slice(half), drop);
  }
}

const counterSql = `INSERT INTO call_counter AS c (gate, key_id, token_id, minute_at, allowed, denied, last_call_at, last_address)
  SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::int[], $6::int[], $7::timestamptz[], $8::text[])
  ON CONFLICT (key_id, token_id, minute_at, gate) DO UPDATE SET
    allowed = c.allowed + excluded.allowed, denied = c.denied + excluded.denied,
    last_address = CASE WHEN excluded.last_call_at >= c.last_call_at THEN excluded.last_address ELSE c.last_address END,
    last_call_at = greatest(c.last_call_at, excluded.last_call_at)`;

export async function writeCounters(pool: pg.Pool, gate: string, rows: CounterRow[]): Promise<void> {
  const column = <T>(pick: (row: CounterRow) => T) => rows.map(pick);
  await pool.query(counterSql, [
    gate,
    column((r) => r.keyId),
    column((r) => r.tokenId),
    column((r) => new Date(r.minuteAt)),
    column((r) => r.allowed),
    column((r) => r.denied),
    column((r) => new Date(r.lastCallAt)),
    column((r) => r.lastAddress),
  ]);
}
