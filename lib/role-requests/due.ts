import { db } from '../db/client.ts';

/** Requests that nobody decided in time. */
export async function requestsPastTheirTime(now: Date, take = 100): Promise<string[]> {
  const rows = await db().roleRequest.findMany({
    where: { state: 'waiting', expiresAt: { lte: now } },
    select: { id: true },
    orderBy: { expiresAt: 'asc' },
    take,
  });
  return rows.map(({ id }) => id);
}
