import type { Allow, Call, Deny } from '#lib/check/decide.ts';
import type { Snapshot } from '#lib/check/snapshot.ts';
import { newReference } from '#lib/reference.ts';
import { keepCounters } from './counters.ts';
import { makeFlush } from './flush.ts';
import type { Logger } from './logger.ts';
import { onePool } from './pool.ts';
import { type DecisionRow, keepRefusals } from './refusals.ts';
import { repeat, type Told } from './repeat.ts';
import type { Tally } from './tally.ts';

const flushMilliseconds = 250;

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
  /** Writes now what waits, the epoch before all. */
  wake(): void;
  /** Writes what is left, for at most a few seconds. */
  stop(): Promise<void>;
}

/** Writes decisions, counters and the heartbeat behind the answers. */
export function startRecorder(options: RecorderOptions): Recorder {
  const { databaseUrl, gate, refusalLimitPerMinute, tally, log, epoch } = options;
  const pool = onePool(databaseUrl, 'gatehouse gate recorder');
  const refusals = keepRefusals(refusalLimitPerMinute, (count) => {
    tally.droppedDecisions += count;
  });
  const counters = keepCounters((calls) => {
    tally.droppedCounters += calls;
  });
  const observed = new Map<string, number>();
  const drop = (row: DecisionRow) => dropRow(row, tally, log);
  const flush = makeFlush({ pool, gate, counters, refusals, epoch, drop });
  const told = tellOnce(tally, log);
  const work = () => {
    tellObserved(observed, log);
    return flush(false);
  };
  const repeated = repeat(flushMilliseconds, work, told);
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
    wake: repeated.wake,
    async stop() {
      await repeated.stop();
      await flush(true).catch(told.failed);
      if (refusals.waiting() > 0)
        log.error({ dropped: refusals.waiting() }, 'stopped before all decisions were written');
      await pool.end();
    },
  };
}

/** Says once that writing fails and once that it goes on, not every quarter of a second; drops are said as they happen. */
function tellOnce(tally: Tally, log: Logger): Told {
  let isFailing = false;
  let droppedBefore = 0;
  const tellDropped = () => {
    const dropped = tally.droppedDecisions + tally.droppedCounters - droppedBefore;
    if (dropped > 0) log.error({ dropped }, 'records were dropped');
    droppedBefore += dropped;
  };
  return {
    done() {
      tellDropped();
      if (isFailing) log.info({}, 'decisions and counters are written again');
      isFailing = false;
    },
    failed(error) {
      tellDropped();
      tally.writeFailures++;
      if (!isFailing)
        log.error({ cause: error.message }, 'decisions and counters cannot be written; they wait in memory');
      isFailing = true;
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
