import { db } from '../db/client.ts';

/** Requests whose time is over but whose row does not say so yet, the oldest first, a batch at a time. */
export async function requestsPastTime(now: Date, take = 100): Promise<string[]> {
  const rows = await db().approvalRequest.findMany({
    where: { closedAt: null, expiresAt: { lte: now } },
    orderBy: { expiresAt: 'asc' },
    take,
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
