import pg from 'pg';
import type { Allow, Call, Deny } from '#lib/check/decide.ts';
import type { Snapshot } from '#lib/check/snapshot.ts';
import { newReference } from '#lib/reference.ts';
import { keepCounters } from './counters.ts';
import type { Logger } from './logger.ts';
import { type DecisionRow, keepRefusals } from './refusals.ts';
import type { Tally } from './tally.ts';
import { writeCounters, writeDecisions, writeHeartbeat } from './writes.ts';

const flushMilliseconds = 250;
const heartbeatMilliseconds = 2000;
const batchSize = 500;

export interface RecorderOptions {
  databaseUrl: string;
  /** host:port of this gate. */
  gate: string;
  refusalLimitPerMinute: number;
  tally: Tally;
  log: Logger;
  /** The epoch that this gate decides by; null while it has none. */
  epoch(): number | null;
}

export interface Recorder {
  /** Counts an allowed call. Never waits, never throws. */
  allowed(call: Call, now: number, decision: Allow): void;
  /** Counts a refusal and keeps it to be written; returns its reference. Never waits, never throws. */
  refused(snapshot: Snapshot, call: Call, now: number, decision: Deny): string;
  waiting(): number;
  /** Writes what is left, for at most a few seconds. */
  stop(): Promise<void>;
}

/** Writes decisions, counters and the heartbeat behind the answers, in batches. */
export function startRecorder({
  databaseUrl,
  gate,
  refusalLimitPerMinute,
  tally,
  log,
  epoch,
}: RecorderOptions): Recorder {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'gatehouse gate recorder',
    max: 1,
    connectionTimeoutMillis: 3000,
    query_timeout: 5000,
    idleTimeoutMillis: 0,
    keepAlive: true,
  });
  pool.on('error', () => {}); // an idle connection broke; the next write reports what matters
  const refusals = keepRefusals(refusalLimitPerMinute, (count) => {
    tally.droppedDecisions += count;
  });
  const counters = keepCounters((calls) => {
    tally.droppedCounters += calls;
  });
  const observed = new Map<string, number>();
  const startedAt = new Date();
  let beatAt = 0;
  let isFailing = false;
  let droppedBefore = 0;

  const flush = async (isLast: boolean) => {
    tellObserved(observed, log);
    const rows = refusals.take(batchSize, Date.now(), isLast);
    const counts = counters.take();
    try {
      while (counts.length > 0) {
        await writeCounters(pool, gate, counts.slice(0, batchSize));
        counts.splice(0, batchSize);
      }
      if (rows.length > 0) await writeDecisions(pool, gate, rows, (row) => dropRow(row, tally, log));
      rows.length = 0;
      await beat();
      if (isFailing) log.info({}, 'decisions and counters are written again');
      isFailing = false;
    } catch (error) {
      tally.writeFailures++;
      counters.giveBack(counts);
      refusals.giveBack(rows);
      if (!isFailing)
        log.error(
          { cause: (error as Error).message },
          'decisions and counters cannot be written; they wait in memory',
        );
      isFailing = true;
    }
    const droppedNow = tally.droppedDecisions + tally.droppedCounters;
    if (droppedNow > droppedBefore)
      log.error({ dropped: droppedNow - droppedBefore }, 'the buffers are full: records were dropped');
    droppedBefore = droppedNow;
  };
  const beat = async () => {
    const number = epoch();
    if (number === null || Date.now() - beatAt < heartbeatMilliseconds) return;
    await writeHeartbeat(pool, gate, number, startedAt);
    beatAt = Date.now();
  };

  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const tick = () => {
    running = flush(false).then(() => {
      if (!isStopped)
        timer = setTimeout(tick, refusals.waiting() >= batchSize && !isFailing ? 0 : flushMilliseconds);
    });
  };
  timer = setTimeout(tick, 0);
  return {
    allowed(call, now, decision) {
      tally.allowed++;
      counters.add(decision.token, true, call.source, now);
      for (const { rule, list } of decision.observed) {
        tally.observed++;
        const name = `${decision.key.id} ${list} ${rule}`;
        observed.set(name, (observed.get(name) ?? 0) + 1);
      }
    },
    refused(snapshot, call, now, decision) {
      tally.denied[decision.reason] = (tally.denied[decision.reason] ?? 0) + 1;
      if (decision.token) counters.add(decision.token, false, call.source, now);
      const reference = newReference();
      refusals.add({ reference, snapshot, call, decision, now });
      return reference;
    },
    waiting: refusals.waiting,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
      for (let round = 0; round < 20 && (round === 0 || (refusals.waiting() > 0 && !isFailing)); round++)
        await flush(true);
      if (refusals.waiting() > 0)
        log.error({ dropped: refusals.waiting() }, 'stopped before all decisions were written');
      await pool.end();
    },
  };
}

// One line per key and list every flush, not per call: observing must not cost more than enforcing.
function tellObserved(observed: Map<string, number>, log: Logger): void {
  for (const [name, calls] of observed) {
    const [keyId, list, rule] = name.split(' ');
    log.info({ keyId, list, rule, calls }, 'a list in observe mode would have refused these calls');
  }
  observed.clear();
}

function dropRow([reference]: DecisionRow, tally: Tally, log: Logger): void {
  tally.droppedDecisions++;
  log.error({ reference }, 'the database did not take this decision');
}
