import { expireApproval } from '#lib/approvals/commands.ts';
import { requestsPastTime } from '#lib/approvals/due.ts';
import { execute } from '#lib/execute.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Closes requests that nobody decided and approvals that nobody used. Both are refused by the clock already; this makes the row say so. */
export async function expireApprovals(now: Date): Promise<number> {
  const due = await requestsPastTime(now);
  for (const id of due) await execute(expireApproval, workerActor, { id }, { origin: workerOrigin, now });
  return due.length;
}
