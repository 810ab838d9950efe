/** Promise: a review asks only those for whom something in it is left to decide, and says how much. */
import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';

/** Open reviews with rights that the reader may decide and nobody has, the first due first. */
export async function reviewsThatWait({ access, now }: Reader) {
  if (!access.can('review.decide', 'ReviewItem')) return [];
  const left = { AND: [{ decision: null }, scopeOf(access, 'review.decide', 'ReviewItem')] };
  const rows = await db().reviewCampaign.findMany({
    where: {
      AND: [
        { settledAt: null, closedAt: null, dueAt: { gt: now }, items: { some: left } },
        scopeOf(access, 'read', 'ReviewCampaign'),
      ],
    },
    select: { id: true, name: true, dueAt: true, _count: { select: { items: { where: left } } } },
    orderBy: { dueAt: 'asc' },
    take: 20,
  });
  return rows.map(({ _count, ...review }) => ({ ...review, left: _count.items }));
}
