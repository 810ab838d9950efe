/** Promise: the evidence of a review is its rows, all of them and nothing else, as they are stored, each with the review that it is of. */
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
  keyId: true,
  scopes: true,
  expiresAt: true,
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

const campaignColumns = {
  name: true,
  scope: true,
  startedBy: true,
  startedByName: true,
  startedAt: true,
  dueAt: true,
  settledAt: true,
  closedAt: true,
} as const;

/** In each row, so that a row that is cut out still says of what it is the evidence. */
export async function evidenceOf({ access }: Reader, campaignId: string) {
  const rows = await db().reviewItem.findMany({
    where: { AND: [{ campaignId }, scopeOf(access, 'read', 'ReviewItem')] },
    orderBy: { id: 'asc' },
    select: { ...columns, campaign: { select: campaignColumns } },
  });
  return rows.map(({ campaign, ...row }) => ({
    ...row,
    outcome: itemState(row),
    review: campaign.name,
    reviewScope: scopeWords(campaign.scope),
    reviewStartedBy: campaign.startedBy,
    reviewStartedByName: campaign.startedByName,
    reviewStartedAt: campaign.startedAt,
    reviewDueAt: campaign.dueAt,
    reviewSettledAt: campaign.settledAt,
    reviewClosedAt: campaign.closedAt,
  }));
}

interface StoredScope {
  kind: string;
  roles?: string[];
  applicationIds?: string[];
  environmentId?: string | null;
  silenceTakes?: string[];
}

function scopeWords(scope: unknown): string {
  const { kind, roles = [], applicationIds = [], environmentId, silenceTakes } = scope as StoredScope;
  const named = { roles, applications: applicationIds }[kind] ?? [];
  const of = named.length > 0 ? `${kind} ${named.join(', ')}` : kind;
  const where = kind === 'roles' && environmentId ? ` in ${environmentId}` : '';
  const silence = silenceTakes ? `; silence takes ${silenceTakes.join(', ') || 'no role'}` : '';
  return `${of}${where}${silence}`;
}
