import type { ChildProcess } from 'node:child_process';
import type { Supervised } from './children.ts';
import type { KeptPostgres } from './keep-postgres.ts';
import { endProcess, markOf } from './processes.ts';

/** Thrown inside the start when it is ended meanwhile; nobody needs to be told. */
export class Ended extends Error {}

/** What this start has running, and the one order in which it ends. */
export function running(release: () => void) {
  const children: Supervised[] = [];
  let postgres: KeptPostgres | undefined;
  let build: ChildProcess | undefined;
  let ending = false;
  let flow: Promise<void> = Promise.resolve();

  return {
    isEnding: () => ending,
    /** Everything is started inside `work`, so that an end in its middle can wait until nothing new appears. */
    follow(work: Promise<void>): Promise<void> {
      flow = work;
      return work;
    },
    /** Holds a start that has been ended meanwhile. */
    goOn(): void {
      if (ending) throw new Ended();
    },
    child(child: Supervised): Supervised {
      children.push(child);
      return child;
    },
    database(kept: KeptPostgres): KeptPostgres {
      postgres = kept;
      return kept;
    },
    building(child: ChildProcess): void {
      build = child;
    },
    async end(): Promise<void> {
      ending = true;
      if (build?.pid && build.exitCode === null)
        await endProcess(markOf(build.pid), [['SIGTERM', 2_000]], { group: true });
      await Promise.all(children.map((child) => child.stop()));
      await flow.catch(() => undefined);
      // One more may have begun while the first were ending.
      await Promise.all(children.map((child) => child.stop()));
      // Last, when nobody writes any more.
      await postgres?.stop();
      release();
    },
  };
}

export type Running = ReturnType<typeof running>;
