import { execute } from '#lib/execute.ts';
import { expireRoleRequest } from '#lib/role-requests/commands.ts';
import { requestsPastTheirTime } from '#lib/role-requests/due.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Says in the rows and in the trail what the grant knows by its clock already: that nobody decided in time. */
export async function expireRoleRequests(now: Date): Promise<number> {
  const due = await requestsPastTheirTime(now);
  for (const id of due) await execute(expireRoleRequest, workerActor, { id }, { origin: workerOrigin, now });
  return due.length;
}
