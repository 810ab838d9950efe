/** The clock's front door: each job runs in one worker at a time, however many are started. */
import { setTimeout as wait } from 'node:timers/promises';
import { takeSeat } from '#lib/db/leader.ts';
import { EnvError, env } from '#lib/env.ts';
import { keyring } from '#lib/keyring.ts';
import { followParent } from '#lib/lifeline.ts';
import { log } from '#lib/log.ts';
import { KeyringProblem } from '#lib/vault/keyring.ts';
import { closeBreakGlass } from './close-break-glass.ts';
import { endOverlaps } from './end-overlaps.ts';
import { expireApprovals } from './expire-approvals.ts';
import { expireKeys } from './expire-keys.ts';
import { expireRoleRequests } from './expire-role-requests.ts';
import { settleOrphans } from './orphans.ts';
import { sendMail } from './send-mail.ts';
import { settleReviews } from './settle-reviews.ts';
import { sweep } from './sweep.ts';
import { warnCertificates } from './warn-certificates.ts';

const jobs = [
  { name: 'expire keys', everySeconds: 5, run: expireKeys },
  { name: 'end overlaps', everySeconds: 5, run: endOverlaps },
  { name: 'expire approvals', everySeconds: 5, run: expireApprovals },
  { name: 'close break-glass', everySeconds: 5, run: closeBreakGlass },
  { name: 'expire requests for roles', everySeconds: 30, run: expireRoleRequests },
  { name: 'settle reviews', everySeconds: 30, run: settleReviews },
  { name: 'warn of certificates', everySeconds: 60, run: warnCertificates },
  { name: 'settle orphans', everySeconds: 60, run: settleOrphans },
  { name: 'sweep the ledger', everySeconds: 60, run: sweep },
];
/** These wait for others; the jobs above do not wait for them. */
const besides = [{ name: 'send mail', everySeconds: 5, run: sendMail }];
type Job = (typeof jobs)[number];
const underWay = new Map<string, Promise<void>>();

const ending = new AbortController();
const end = () => ending.abort();
process.on('SIGTERM', end);
process.on('SIGINT', end);

try {
  env();
  followParent(end);
} catch (error) {
  if (!(error instanceof EnvError)) throw error;
  for (const line of error.lines) process.stderr.write(`${line}\n`);
  process.exit(2);
}
await work();
// What is cut off here is sent once more by the next worker.
await Promise.race([Promise.all(underWay.values()), wait(5_000)]);
process.exit(0);

async function work(): Promise<void> {
  while (!ending.signal.aborted) {
    try {
      await keyring();
      await lead();
    } catch (error) {
      if (error instanceof KeyringProblem) {
        process.stderr.write(`${error.message}\n`);
        process.exit(2);
      }
      log('worker').warn(
        { err: error instanceof Error ? error.message : String(error) },
        'the database does not answer; trying again',
      );
    }
    await pause(2);
  }
}

/** Runs the jobs for as long as this worker holds the seat. */
async function lead(): Promise<void> {
  let seated = true;
  const seat = await takeSeat(() => {
    seated = false;
  });
  if (!seat) return;
  log('worker').info('took the seat');
  const due = new Map<string, number>();
  const isDue = (job: Job) => {
    if ((due.get(job.name) ?? 0) > Date.now()) return false;
    due.set(job.name, Date.now() + job.everySeconds * 1000);
    return true;
  };
  try {
    while (seated && !ending.signal.aborted) {
      for (const job of besides) if (!underWay.has(job.name) && isDue(job)) runBeside(job);
      for (const job of jobs) if (isDue(job)) await run(job);
      await pause(1);
    }
  } finally {
    // Also when a job fails: a seat left held by a connection that nobody uses any more would shut this worker out, too.
    await seat.leave();
  }
}

async function run(job: Job): Promise<void> {
  const done = await job.run(new Date());
  if (done > 0) log('worker').info({ job: job.name, done }, 'job done');
}

/** A fault of it must not take the seat: key expiry goes on. */
function runBeside(job: Job): void {
  const end = run(job)
    .catch((error: unknown) =>
      log('worker').warn({ job: job.name, err: error instanceof Error ? error.message : '' }, 'a job failed'),
    )
    .finally(() => underWay.delete(job.name));
  underWay.set(job.name, end);
}

function pause(seconds: number): Promise<unknown> {
  return wait(seconds * 1000, undefined, { signal: ending.signal }).catch(() => undefined);
}
