import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

const campaign = {
  id: true,
  name: true,
  scope: true,
  dueAt: true,
  settledAt: true,
  closedAt: true,
} as const;

async function findCampaign(tx: Tx, where: WhereOf<'ReviewCampaign'>) {
  const row = await tx.reviewCampaign.findFirst({
    where,
    select: { ...campaign, _count: { select: { items: true } } },
  });
  if (!row) return null;
  const { _count, ...rest } = row;
  return { ...rest, items: _count.items };
}
export type CampaignSubject = NonNullable<Awaited<ReturnType<typeof findCampaign>>>;

export const campaignKind: Kind<'ReviewCampaign', CampaignSubject> = {
  model: 'ReviewCampaign',
  table: 'review_campaign',
  noun: 'This review',
  find: findCampaign,
  label: (review) => review.name,
};
export const auditedCampaign = ['name', 'scope', 'dueAt', 'items', 'settledAt', 'closedAt'] as const;

export const itemSelect = {
  id: true,
  campaignId: true,
  assignmentId: true,
  operatorId: true,
  applicationId: true,
  keyId: true,
  label: true,
  scopes: true,
  expiresAt: true,
  decision: true,
  reason: true,
  decidedAt: true,
  suspendedAt: true,
  undoneAt: true,
  removedAt: true,
  campaign: { select: campaign },
  assignment: {
    select: {
      id: true,
      role: true,
      environmentId: true,
      operatorId: true,
      groupId: true,
      untilAt: true,
      endedAt: true,
      suspendedAt: true,
    },
  },
  key: {
    select: {
      id: true,
      environmentId: true,
      state: true,
      scopes: true,
      expiresAt: true,
      suspendedAt: true,
    },
  },
} as const;

const findItem = (tx: Tx, where: WhereOf<'ReviewItem'>) =>
  tx.reviewItem.findFirst({ where, select: itemSelect });
export type ItemSubject = NonNullable<Awaited<ReturnType<typeof findItem>>>;

export const itemKind: Kind<'ReviewItem', ItemSubject> = {
  model: 'ReviewItem',
  table: 'review_item',
  noun: 'This item of a review',
  find: findItem,
  label: (item) => item.label,
  environmentOf: (item) => item.assignment?.environmentId ?? item.key?.environmentId ?? null,
};
export const auditedItem = ['decision', 'suspendedAt', 'undoneAt', 'removedAt'] as const;
