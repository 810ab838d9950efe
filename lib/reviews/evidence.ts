/** Promise: the evidence of a review is its rows, all of them and nothing else, as they are stored. */
import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { itemState } from './rules.ts';

const columns = {
  id: true,
  label: true,
  assignmentId: true,
  operatorId: true,
  applicationId: true,
  lastUsedAt: true,
  lastUsedFor: true,
  decision: true,
  decidedBy: true,
  decidedByName: true,
  decidedAt: true,
  reason: true,
  suspendedAt: true,
  undoneAt: true,
  removedAt: true,
} as const;

export async function evidenceOf({ access }: Reader, campaignId: string) {
  const rows = await db().reviewItem.findMany({
    where: { AND: [{ campaignId }, scopeOf(access, 'read', 'ReviewItem')] },
    orderBy: { id: 'asc' },
    select: columns,
  });
  return rows.map((row) => ({ ...row, outcome: itemState(row) }));
}
