import { db } from '../db/client.ts';
import { settledBefore } from './rules.ts';

/** Reviews whose date has come. */
export async function reviewsDue(now: Date): Promise<string[]> {
  const rows = await db().reviewCampaign.findMany({
    where: { settledAt: null, closedAt: null, dueAt: { lte: now } },
    select: { id: true },
    orderBy: { dueAt: 'asc' },
    take: 20,
  });
  return rows.map(({ id }) => id);
}

/** Reviews whose days to undo are over. */
export async function reviewsToClose(now: Date): Promise<string[]> {
  const rows = await db().reviewCampaign.findMany({
    where: { closedAt: null, settledAt: { lte: settledBefore(now) } },
    select: { id: true },
    orderBy: { settledAt: 'asc' },
    take: 20,
  });
  return rows.map(({ id }) => id);
}
