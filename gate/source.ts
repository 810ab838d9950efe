import type { ClientBase } from 'pg';
import type { Pepper, Snapshot } from '#lib/check/snapshot.ts';
import type { Epoch } from './changes.ts';
import { type Listening, listen } from './listen.ts';
import { type LoadKind, loadPolicy, type Policy, readEpoch } from './load.ts';
import type { Logger } from './logger.ts';
import { onePool } from './pool.ts';
import { repeat, type Told } from './repeat.ts';

/** Half of the second within which a revocation must be in force, so that polling alone keeps the promise. */
const pollMilliseconds = 500;

export interface SourceOptions {
  databaseUrl: string;
  peppers: readonly Pepper[];
  log: Logger;
  /** How long a policy that Postgres no longer confirms is used: longer, and a revocation could be outlived. */
  leaseSeconds: number;
  /** False leaves polling alone, as behind a pooler that drops LISTEN. */
  listens?: boolean | undefined;
  /** A policy of another epoch is in force here from now on. */
  applied?(): void;
}

export interface PolicyState {
  epoch: number | null;
  /** Milliseconds since Postgres last confirmed the epoch; null before the first policy. */
  age: number | null;
  leaseSeconds: number;
  loadedAt: number | null;
  /** Of the last load, of which kind it was, and how many of each there were. */
  loadMilliseconds: number;
  loadKind: LoadKind | null;
  loads: Record<LoadKind, number>;
  isListening: boolean;
  /** Since when Postgres does not answer, and what it said. */
  failingSince: number | null;
  failure: string | null;
}

export interface Source {
  /** The policy to judge by at `now`; null before the first one, and when its lease has run out. */
  current(now: number): Snapshot | null;
  state(): PolicyState;
  stop(): Promise<void>;
}

/** Loads the policy and follows its epochs: told by LISTEN, found by polling when nobody tells. */
export function followPolicy({
  databaseUrl,
  peppers,
  log,
  leaseSeconds,
  listens = true,
  applied,
}: SourceOptions): Source {
  const pool = onePool(databaseUrl, 'gatehouse gate');
  const state = startState(leaseSeconds);
  let held: Policy | null = null;
  let confirmedAt = 0;

  const look = async (client: ClientBase) => {
    const asked = Date.now();
    const epoch = await readEpoch(client);
    if (!held || differs(held.epoch, epoch)) {
      const { policy, kind } = await loadPolicy(client, peppers, held);
      held = policy;
      noteLoad(state, policy, kind, asked, log);
      applied?.();
    }
    confirmedAt = asked;
  };
  const poller = repeat(pollMilliseconds, () => withClient(pool, look), tellOnce(state, log));
  const listening: Listening | null = listens ? listen(databaseUrl, poller.wake, log) : null;
  return {
    current: (now) => (now - confirmedAt < leaseSeconds * 1000 ? (held?.snapshot ?? null) : null),
    state: () => ({
      ...state,
      age: held && Date.now() - confirmedAt,
      isListening: listening?.isUp() ?? false,
    }),
    async stop() {
      await Promise.all([listening?.stop(), poller.stop()]);
      await pool.end();
    },
  };
}

// Not only when larger: a restored database goes back, and its policy is the one in force. Nor by the number alone:
// it may have come to the same one again by other changes.
const differs = (held: Epoch, now: Epoch) => held.number !== now.number || held.at !== now.at;

function startState(leaseSeconds: number): PolicyState {
  return {
    epoch: null,
    age: null,
    leaseSeconds,
    loadedAt: null,
    loadMilliseconds: 0,
    loadKind: null,
    loads: { whole: 0, partial: 0 },
    isListening: false,
    failingSince: Date.now(),
    failure: 'no policy has been loaded yet',
  };
}

function noteLoad(
  state: PolicyState,
  { epoch, snapshot }: Policy,
  kind: LoadKind,
  asked: number,
  log: Logger,
): void {
  const milliseconds = Date.now() - asked;
  Object.assign(state, {
    epoch: epoch.number,
    loadedAt: Date.now(),
    loadMilliseconds: milliseconds,
    loadKind: kind,
  });
  state.loads[kind]++;
  log.info({ epoch: epoch.number, kind, tokens: snapshot.tokens.size, milliseconds }, 'policy loaded');
}

async function withClient(
  pool: ReturnType<typeof onePool>,
  work: (client: ClientBase) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    await work(client);
  } catch (error) {
    fault = error as Error;
    throw error;
  } finally {
    client.release(fault); // with a fault: closed, not used again
  }
}

/** Says once that the policy cannot be read and once that it can again, not at every poll. */
function tellOnce(state: PolicyState, log: Logger): Told {
  return {
    done() {
      if (state.failure && state.loadedAt)
        log.info({ epoch: state.epoch }, 'the database answers, the policy is current');
      Object.assign(state, { failingSince: null, failure: null });
    },
    failed(error) {
      state.failingSince ??= Date.now();
      if (state.failure !== error.message)
        log.error({ cause: error.message, epoch: state.epoch }, 'the policy cannot be read; trying again');
      state.failure = error.message || 'the database does not answer';
    },
  };
}
