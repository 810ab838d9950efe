import type { Pepper, Snapshot } from '#lib/check/snapshot.ts';
import { type Listening, listen } from './listen.ts';
import { loadSnapshot, readEpoch } from './load.ts';
import type { Logger } from './logger.ts';
import { onePool } from './pool.ts';
import { repeat } from './repeat.ts';

/** Half of the second within which a revocation must be in force, so that polling alone keeps the promise. */
const pollMilliseconds = 500;

/** How long a policy that Postgres no longer confirms is used: longer, and a revocation could be outlived. */
export const policyLimitSeconds = 300;

export interface SourceOptions {
  databaseUrl: string;
  peppers: readonly Pepper[];
  log: Logger;
  /** False leaves polling alone, as behind a pooler that drops LISTEN. */
  listens?: boolean;
}

export interface PolicyState {
  epoch: number | null;
  /** Milliseconds since Postgres last confirmed the epoch; null before the first policy. */
  age: number | null;
  loadedAt: number | null;
  loadMilliseconds: number;
  isListening: boolean;
  /** Since when Postgres does not answer, and what it said. */
  failingSince: number | null;
  failure: string | null;
}

export interface Source {
  /** The policy to judge by at `now`; null before the first one, and when it is older than its limit. */
  current(now: number): Snapshot | null;
  state(): PolicyState;
  stop(): Promise<void>;
}

/** Loads the policy and follows its epochs: told by LISTEN, found by polling when nobody tells. */
export function followPolicy({ databaseUrl, peppers, log, listens = true }: SourceOptions): Source {
  const pool = onePool(databaseUrl, 'gatehouse gate');
  const state: PolicyState = {
    epoch: null,
    age: null,
    loadedAt: null,
    loadMilliseconds: 0,
    isListening: false,
    failingSince: Date.now(),
    failure: 'no policy has been loaded yet',
  };
  let snapshot: Snapshot | null = null;
  let confirmedAt = 0;

  const look = async () => {
    const client = await pool.connect();
    let fault: Error | undefined;
    try {
      const asked = Date.now();
      // Not only when larger: a restored database goes back, and its policy is the one in force.
      if (snapshot?.epoch !== (await readEpoch(client))) {
        snapshot = await loadSnapshot(client, peppers);
        Object.assign(state, {
          epoch: snapshot.epoch,
          loadedAt: Date.now(),
          loadMilliseconds: Date.now() - asked,
        });
        log.info(
          { epoch: snapshot.epoch, tokens: snapshot.tokens.size, milliseconds: state.loadMilliseconds },
          'policy loaded',
        );
      }
      confirmedAt = asked;
    } catch (error) {
      fault = error as Error;
      throw error;
    } finally {
      client.release(fault); // with a fault: closed, not used again
    }
  };
  const poller = repeat(pollMilliseconds, look, {
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
  });
  const listening: Listening | null = listens ? listen(databaseUrl, poller.wake, log) : null;
  return {
    current: (now) => (now - confirmedAt < policyLimitSeconds * 1000 ? snapshot : null),
    state: () => ({
      ...state,
      age: snapshot && Date.now() - confirmedAt,
      isListening: listening?.isUp() ?? false,
    }),
    async stop() {
      await Promise.all([listening?.stop(), poller.stop()]);
      await pool.end();
    },
  };
}
