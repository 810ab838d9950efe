import { expireApproval } from '#lib/approvals/commands.ts';
import { requestsPastTime } from '#lib/approvals/due.ts';
import { runEach, takeFor } from './run-each.ts';

/** Closes requests that nobody decided and approvals that nobody used. Both are refused by the clock already; this makes the row say so. */
export async function expireApprovals(now: Date): Promise<number> {
  const due = (await requestsPastTime(now, takeFor(expireApproval))).map((id) => ({ id }));
  return (await runEach(expireApproval, due, now)).length;
}
