import type pg from 'pg';
import type { Counters } from './counters.ts';
import type { DecisionRow, Refusals } from './refusals.ts';
import { writeCounters, writeDecisions, writeHeartbeat } from './writes.ts';

export interface FlushOptions {
  pool: pg.Pool;
  gate: string;
  counters: Counters;
  refusals: Refusals;
  epoch(): number | null;
  /** The database will never take this row. */
  drop(row: DecisionRow): void;
}

const batchSize = 500;
const mostBatches = 20;
const heartbeatMilliseconds = 2000;

/** Writes what waits, in batches. What could not be written goes back, and the flush fails. */
export function makeFlush({
  pool,
  gate,
  counters,
  refusals,
  epoch,
  drop,
}: FlushOptions): (isLast: boolean) => Promise<void> {
  const startedAt = new Date();
  let beatAt = 0;
  let told: number | null = null;
  const writeCounts = async () => {
    const rows = counters.take();
    try {
      while (rows.length > 0) {
        await writeCounters(pool, gate, rows.slice(0, batchSize));
        rows.splice(0, batchSize);
      }
    } finally {
      counters.giveBack(rows);
    }
  };
  const writeRefusals = async (isLast: boolean) => {
    for (let batch = 0; batch < mostBatches; batch++) {
      const rows = refusals.take(batchSize, Date.now(), isLast);
      if (rows.length === 0) return;
      try {
        await writeDecisions(pool, gate, rows, drop);
      } catch (error) {
        refusals.giveBack(rows);
        throw error;
      }
    }
  };
  const beat = async () => {
    const number = epoch();
    // A new epoch is told at once: until then the console says that this gate lags behind.
    if (number === null || (number === told && Date.now() - beatAt < heartbeatMilliseconds)) return;
    await writeHeartbeat(pool, gate, number, startedAt);
    told = number;
    beatAt = Date.now();
  };
  return async (isLast) => {
    await beat();
    await writeCounts();
    await writeRefusals(isLast);
  };
}
