import { expireRoleRequest } from '#lib/role-requests/commands.ts';
import { requestsPastTheirTime } from '#lib/role-requests/due.ts';
import { runEach, takeFor } from './run-each.ts';

/** Says in the rows and in the trail what the grant knows by its clock already: that nobody decided in time. */
export async function expireRoleRequests(now: Date): Promise<number> {
  const due = (await requestsPastTheirTime(now, takeFor(expireRoleRequest))).map((id) => ({ id }));
  return (await runEach(expireRoleRequest, due, now)).length;
}
