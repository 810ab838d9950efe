/** The clock's front door: each job runs in one worker at a time, however many are started. */
import { setTimeout as wait } from 'node:timers/promises';
import { takeSeat } from '#lib/db/leader.ts';
import { EnvError, env } from '#lib/env.ts';
import { keyring } from '#lib/keyring.ts';
import { followParent, tellReady } from '#lib/lifeline.ts';
import { log } from '#lib/log.ts';
import { KeyringProblem } from '#lib/vault/keyring.ts';
import { beat } from './beat.ts';
import { closeBreakGlass } from './close-break-glass.ts';
import { endOverlaps } from './end-overlaps.ts';
import { expireApprovals } from './expire-approvals.ts';
import { expireKeys } from './expire-keys.ts';
import { expireRoleRequests } from './expire-role-requests.ts';
import { settleOrphans } from './orphans.ts';
import { sendMail } from './send-mail.ts';
import { settleReviews } from './settle-reviews.ts';
import { forgetCalls, sweep } from './sweep.ts';
import { turns } from './turns.ts';
import { warnCertificates } from './warn-certificates.ts';

const jobs = turns({
  rest: [
    { name: 'beat', everySeconds: 10, run: beat },
    { name: 'expire keys', everySeconds: 5, run: expireKeys },
    { name: 'end overlaps', everySeconds: 5, run: endOverlaps },
    { name: 'expire approvals', everySeconds: 5, run: expireApprovals },
    { name: 'close break-glass', everySeconds: 5, run: closeBreakGlass },
    { name: 'expire requests for roles', everySeconds: 30, run: expireRoleRequests },
    { name: 'settle reviews', everySeconds: 30, run: settleReviews },
    { name: 'warn of certificates', everySeconds: 60, run: warnCertificates },
    { name: 'settle orphans', everySeconds: 60, run: settleOrphans },
  ],
  besides: [
    { name: 'send mail', everySeconds: 5, run: sendMail },
    { name: 'sweep the ledger', everySeconds: 60, run: sweep },
    { name: 'forget calls', everySeconds: 3600, run: forgetCalls },
  ],
});

const ending = new AbortController();

try {
  env();
} catch (error) {
  if (!(error instanceof EnvError)) throw error;
  for (const line of error.lines) process.stderr.write(`${line}\n`);
  process.exit(2);
}
const working = work();
followParent(async () => {
  ending.abort();
  await working;
  // What is cut off here, the next worker sends once more, or sweeps.
  await Promise.race([jobs.settled(), wait(5_000)]);
});

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

/** Takes the jobs' turns for as long as this worker holds the seat. */
async function lead(): Promise<void> {
  let seated = true;
  const seat = await takeSeat(() => {
    seated = false;
  });
  // Whether it leads or waits behind another one: keyring and database have answered.
  tellReady();
  if (!seat) return;
  log('worker').info('took the seat');
  const goesOn = () => seated && !ending.signal.aborted;
  try {
    while (goesOn()) {
      await jobs.take(goesOn);
      await pause(1);
    }
  } finally {
    await seat.leave();
  }
}

function pause(seconds: number): Promise<unknown> {
  return wait(seconds * 1000, undefined, { signal: ending.signal }).catch(() => undefined);
}
