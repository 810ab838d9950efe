import type { Reader } from '../access/ability.ts';
import { definitions } from '../access/definitions.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { decodeCursor, pageOf } from '../keyset.ts';
import { scopesInWords } from '../service-accounts/rules.ts';
import { countItems } from './items.ts';
import { openOf } from './own.ts';
import { campaignState, itemState, undoUntil } from './rules.ts';
import type { ItemFilter, ReviewFilter, ReviewScope } from './schema.ts';

const campaignSelect = {
  id: true,
  name: true,
  scope: true,
  dueAt: true,
  startedAt: true,
  startedByName: true,
  settledAt: true,
  closedAt: true,
  _count: { select: { items: true } },
} as const;

// By id alone: ids of version 7 grow with the time at which they were made.
const beyond = (cursor: { id: string; back: boolean } | null) =>
  cursor ? { id: { [cursor.back ? 'gt' : 'lt']: cursor.id } } : {};

/** One page of reviews, the newest first, each with how many of its rights are answered. */
export async function listReviews({ access, now }: Reader, filter: typeof ReviewFilter._output) {
  const cursor = decodeCursor(filter.after);
  const rows = await db().reviewCampaign.findMany({
    where: { AND: [scopeOf(access, 'read', 'ReviewCampaign'), beyond(cursor)] },
    orderBy: { id: cursor?.back ? 'asc' : 'desc' },
    take: filter.size + 1,
    select: campaignSelect,
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row.startedAt);
  const answered = await answeredOf(cut.rows.map(({ id }) => id));
  return {
    ...cut,
    rows: cut.rows.map(({ _count, ...row }) => ({
      ...row,
      items: _count.items,
      answered: answered.get(row.id) ?? 0,
      state: campaignState(row, now),
    })),
  };
}
export type ReviewRow = Awaited<ReturnType<typeof listReviews>>['rows'][number];

async function answeredOf(ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db().reviewItem.groupBy({
    by: ['campaignId'],
    where: { campaignId: { in: [...ids] }, decision: { not: null } },
    _count: { _all: true },
  });
  return new Map(rows.map((row) => [row.campaignId, row._count._all]));
}

/** One review with its figures. Throws `not_found`. */
export async function readReview(reader: Reader, id: string) {
  const { access, now, operatorId } = reader;
  const row = await db().reviewCampaign.findFirst({
    where: { AND: [{ id }, scopeOf(access, 'read', 'ReviewCampaign')] },
    select: campaignSelect,
  });
  if (!row) throw notFound('This review');
  const { _count, ...rest } = row;
  const of = { campaignId: id };
  const [answered, suspended, mine, own] = await Promise.all([
    db().reviewItem.count({ where: { ...of, decision: { not: null } } }),
    db().reviewItem.count({ where: { AND: [of, suspendedStill] } }),
    db().reviewItem.count({
      where: { AND: [of, { decision: null }, scopeOf(access, 'review.decide', 'ReviewItem')] },
    }),
    db().reviewItem.count({ where: openOf(id, operatorId) }),
  ]);
  const state = campaignState(row, now);
  return { ...rest, items: _count.items, answered, suspended, own, mine: state === 'open' ? mine : 0, state };
}
export type ReviewPage = Awaited<ReturnType<typeof readReview>>;

/** Neither given back nor ended: as `itemState` says it. */
const suspendedStill = { suspendedAt: { not: null }, undoneAt: null, removedAt: null };

const itemColumns = {
  id: true,
  assignmentId: true,
  keyId: true,
  label: true,
  scopes: true,
  expiresAt: true,
  key: { select: { state: true, scopes: true, expiresAt: true } },
  lastUsedAt: true,
  lastUsedFor: true,
  decision: true,
  decidedByName: true,
  decidedAt: true,
  reason: true,
  suspendedAt: true,
  undoneAt: true,
  removedAt: true,
} as const;

interface OfAccount {
  key: { state: string; scopes: string[]; expiresAt: Date } | null;
  decision: string | null;
  scopes: string | null;
  expiresAt: Date | null;
}

/** Of a service account what is asked about, in words: as it is now; once answered, as it was then. */
function accountOf({ key, decision, scopes, expiresAt }: OfAccount) {
  if (!key) return null;
  return {
    state: key.state,
    permissions: scopesInWords(decision === null ? key.scopes : (scopes?.split(', ') ?? [])),
    expiresAt: decision === null ? key.expiresAt : expiresAt,
  };
}
export type ItemAccount = ReturnType<typeof accountOf>;

function shown({ access }: Reader, show: ItemFilter['show']) {
  if (show === 'unanswered') return { decision: null };
  if (show === 'mine') return { AND: [{ decision: null }, scopeOf(access, 'review.decide', 'ReviewItem')] };
  return show === 'suspended' ? suspendedStill : {};
}

/** One page of a review's rights, each with what the reader may do about it. */
export async function listItems(reader: Reader, campaignId: string, filter: ItemFilter) {
  const { access, now } = reader;
  const cursor = decodeCursor(filter.after);
  const rows = await db().reviewItem.findMany({
    where: {
      AND: [
        { campaignId },
        scopeOf(access, 'read', 'ReviewItem'),
        shown(reader, filter.show),
        beyond(cursor),
      ],
    },
    orderBy: { id: cursor?.back ? 'asc' : 'desc' },
    take: filter.size + 1,
    select: {
      ...itemColumns,
      operatorId: true,
      applicationId: true,
      assignment: { select: { role: true, groupId: true, source: true } },
      campaign: { select: { dueAt: true, settledAt: true, closedAt: true } },
    },
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row.id);
  const ids = cut.rows.map(({ id }) => id);
  const may = await decidable(reader, ids);
  return {
    ...cut,
    rows: cut.rows.map(({ campaign, key, ...row }) => ({
      ...row,
      account: accountOf({ ...row, key }),
      state: itemState(row),
      undoUntil: row.suspendedAt && undoUntil(row.suspendedAt),
      mayDecide: may.has(row.id) && row.decision === null && campaignState(campaign, now) === 'open',
      mayUndo: may.has(row.id) && itemState(row) === 'suspended' && now < undoUntil(row.suspendedAt ?? now),
    })),
  };
}
export type ItemRow = Awaited<ReturnType<typeof listItems>>['rows'][number];

/** Undo asks the same rows as deciding. */
async function decidable({ access }: Reader, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db().reviewItem.findMany({
    where: { AND: [{ id: { in: [...ids] } }, scopeOf(access, 'review.decide', 'ReviewItem')] },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}

/** These of one review that the reader may decide, in order; what is not theirs is left out. */
export async function namedItems({ access }: Reader, campaignId: string, ids: readonly string[]) {
  const rows = await db().reviewItem.findMany({
    where: { AND: [{ id: { in: [...ids] }, campaignId }, scopeOf(access, 'review.decide', 'ReviewItem')] },
    select: itemColumns,
    orderBy: { id: 'desc' },
  });
  return rows.map(({ key, ...row }) => ({ ...row, account: accountOf({ ...row, key }) }));
}

/** What a review can be of: every role, and the first applications of the environment by name. */
export async function scopeChoices({ access, environment }: Reader) {
  const roles = [...(await definitions(db())).values()].map(({ slug, name }) => ({ slug, name }));
  const applications = await db().application.findMany({
    where: { AND: [{ environmentId: environment }, scopeOf(access, 'read', 'Application')] },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: 100,
  });
  return { roles, applications };
}

/** How many rights a review of this scope would ask about; none for whoever may not start one. */
export function countScope({ access, now }: Reader, scope: ReviewScope): Promise<number> {
  return access.can('review.start', 'ReviewCampaign') ? countItems(db(), scope, now) : Promise.resolve(0);
}
