import { log } from '#lib/log.ts';

export interface Job {
  name: string;
  everySeconds: number;
  /** How much it did. */
  run(now: Date): Promise<number>;
}

/** `rest` wait for each other; `besides` wait for others, mail servers and long deletions, and nobody waits for them. */
export function turns({ rest, besides }: { rest: readonly Job[]; besides: readonly Job[] }) {
  const dueAt = new Map<string, number>();
  const underWay = new Map<string, Promise<void>>();
  const isDue = ({ name, everySeconds }: Job, now: Date) => {
    if ((dueAt.get(name) ?? 0) > now.getTime()) return false;
    dueAt.set(name, now.getTime() + everySeconds * 1000);
    return true;
  };
  return {
    /** One turn of each job that is due, for as long as `goesOn`. Never throws: a fault of one job costs the others nothing. */
    async take(goesOn: () => boolean, clock = () => new Date()): Promise<void> {
      for (const job of besides) {
        if (underWay.has(job.name) || !isDue(job, clock())) continue;
        underWay.set(
          job.name,
          run(job, clock()).finally(() => underWay.delete(job.name)),
        );
      }
      for (const job of rest) if (goesOn() && isDue(job, clock())) await run(job, clock());
    },
    /** When what runs beside has come to its end. */
    async settled(): Promise<void> {
      await Promise.all(underWay.values());
    },
  };
}

async function run(job: Job, now: Date): Promise<void> {
  try {
    const done = await job.run(now);
    if (done > 0) log('worker').info({ job: job.name, done }, 'job done');
  } catch (error) {
    log('worker').warn({ job: job.name, err: lastLine(error) }, 'a job failed; it has its next turn');
  }
}

// A query's parameters may stand above it, and must not reach a log.
function lastLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
}
