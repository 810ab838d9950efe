/** Promise: ending a session is one statement, so the next request of that browser finds none. */
import type { Prisma, Tx } from '../db/client.ts';

/** Called inside `run` only. Ends the sessions that `where` names and returns how many were open. */
export async function endSessions(tx: Tx, where: Prisma.SessionWhereInput, now: Date): Promise<number> {
  const ended = await tx.session.updateMany({
    where: { AND: [where, { endedAt: null }] },
    data: { endedAt: now },
  });
  return ended.count;
}
