import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { listSelect, type StoredList } from '../allow-lists/effects.ts';
import { db, type Prisma } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { decodeCursor, keyset, type Page, pageOf, sorts } from '../keyset.ts';
import { mayReadTraffic, suspendedNow } from './rules.ts';
import type { KeyFilter, keyStates } from './schema.ts';
import { lastCallsOf } from './traffic-effects.ts';

export type KeyStateShown = (typeof keyStates)[number];

const rowSelect = {
  id: true,
  name: true,
  kind: true,
  state: true,
  environmentId: true,
  applicationId: true,
  scopes: true,
  expiresAt: true,
  endedAt: true,
  endReason: true,
  suspendedAt: true,
  createdAt: true,
  application: { select: { id: true, name: true } },
  tokens: {
    where: { state: { not: 'ended' } },
    select: { id: true, state: true, endsAt: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
  },
  allowList: { select: { mode: true, _count: { select: { entries: true } } } },
} satisfies Prisma.ApiKeySelect;
type Stored = Prisma.ApiKeyGetPayload<{ select: typeof rowSelect }>;

export interface KeyRow extends Omit<Stored, 'allowList' | 'applicationId'> {
  /** What the interface shows: a key past its date is expired even before the worker has marked it. */
  shown: KeyStateShown;
  mode: 'off' | 'observe' | 'enforce';
  entryCount: number;
  /** These three are null for whoever may not read the key's traffic; the first also while nobody has called. */
  lastCallAt: Date | null;
  calls24h: number | null;
  denied24h: number | null;
}

/** One page of the keys of the reader's environment, filtered in SQL by what they may read. */
export async function listKeys(reader: Reader, filter: KeyFilter): Promise<Page<KeyRow>> {
  const sort = sorts[filter.sort];
  const cursor = decodeCursor(filter.after);
  const page = keyset(sort, cursor);
  const rows = await db().apiKey.findMany({
    where: {
      AND: [
        inReach(reader),
        matching(filter, reader.now),
        filter.state ? inState(filter.state, reader.now) : {},
        page.where,
      ],
    },
    orderBy: page.orderBy,
    take: filter.size + 1,
    select: rowSelect,
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row[sort.field]);
  return { ...cut, rows: await withTraffic(cut.rows, reader) };
}

/** How many keys each tab holds, under the other filters. */
export async function countKeys(
  reader: Reader,
  filter: KeyFilter,
): Promise<Record<KeyStateShown | 'all', number>> {
  const count = (state: Prisma.ApiKeyWhereInput) =>
    db().apiKey.count({ where: { AND: [inReach(reader), matching(filter, reader.now), state] } });
  const [all, active, rotation, suspended, expired, revoked] = await Promise.all([
    count({}),
    ...(['active', 'rotation', 'suspended', 'expired', 'revoked'] as const).map((s) =>
      count(inState(s, reader.now)),
    ),
  ]);
  return {
    all: all ?? 0,
    active: active ?? 0,
    rotation: rotation ?? 0,
    suspended: suspended ?? 0,
    expired: expired ?? 0,
    revoked: revoked ?? 0,
  };
}

/** One key with all its page shows. Throws `not_found` for what is not there and for what is not the reader's alike. */
export async function readKey(reader: Reader, id: string) {
  const row = await db().apiKey.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'ApiKey')] },
    select: {
      ...rowSelect,
      version: true,
      causedBy: true,
      application: {
        select: {
          id: true,
          name: true,
          owner: { select: { name: true } },
          deputy: { select: { name: true } },
          allowList: { select: listSelect },
        },
      },
      allowList: { select: listSelect },
    },
  });
  if (!row) throw notFound('This key');
  const { application, applicationId: _, allowList, ...key } = row;
  const [traffic] = await withTraffic([{ ...row, allowList: null }], reader);
  return {
    ...key,
    shown: traffic?.shown ?? 'active',
    lastCallAt: traffic?.lastCallAt ?? (mayReadTraffic(reader.access, row) ? await usedAt(row) : null),
    calls24h: traffic?.calls24h ?? null,
    denied24h: traffic?.denied24h ?? null,
    allowList: allowList as StoredList | null,
    application: {
      id: application.id,
      name: application.name,
      owner: application.owner.name,
      deputy: application.deputy?.name ?? null,
    },
    applicationList: application.allowList as StoredList | null,
  };
}
export type KeyPage = Awaited<ReturnType<typeof readKey>>;

/** A service account calls the management API, which no gate counts. */
async function usedAt({ id, kind }: Pick<Stored, 'id' | 'kind'>): Promise<Date | null> {
  if (kind !== 'service') return null;
  const use = await db().credentialUse.findUnique({ where: { credentialId: id } });
  return use?.lastUsedAt ?? null;
}

function inReach(reader: Reader): Prisma.ApiKeyWhereInput {
  return { AND: [{ environmentId: reader.environment }, scopeOf(reader.access, 'read', 'ApiKey')] };
}

function matching({ q, kind, application, mode }: KeyFilter, _now: Date): Prisma.ApiKeyWhereInput {
  const text = q && {
    OR: [
      { name: { contains: q, mode: 'insensitive' as const } },
      { tokens: { some: { id: { startsWith: q.replace(/^gth_[a-z]{2}_[a-z0-9-]+_/, '').slice(0, 12) } } } },
      {
        application: {
          is: {
            OR: [
              { name: { contains: q, mode: 'insensitive' as const } },
              { owner: { is: { name: { contains: q, mode: 'insensitive' as const } } } },
            ],
          },
        },
      },
    ],
  };
  return {
    ...(text || {}),
    // Service accounts have a list of their own.
    kind: kind ?? { not: 'service' },
    ...(application && { applicationId: application }),
    ...(mode &&
      (mode === 'off'
        ? { NOT: { allowList: { is: { mode: { not: 'off' as const } } } } }
        : { allowList: { is: { mode } } })),
  };
}

function inState(state: KeyStateShown, now: Date): Prisma.ApiKeyWhereInput {
  const overlap = { some: { state: 'deprecated' as const, endsAt: { gt: now } } };
  const live = { state: 'active' as const, suspendedAt: null, expiresAt: { gt: now } };
  if (state === 'active') return live;
  if (state === 'rotation') return { ...live, tokens: overlap };
  if (state === 'expired')
    return {
      OR: [{ state: 'expired' }, { state: { in: ['active', 'suspended'] }, expiresAt: { lte: now } }],
    };
  return state === 'suspended' ? suspendedNow(now) : { state };
}

async function withTraffic(rows: Stored[], { access, now }: Reader): Promise<KeyRow[]> {
  const since = new Date(now.getTime() - 86_400_000);
  const known = new Set(rows.filter((row) => mayReadTraffic(access, row)).map(({ id }) => id));
  const ids = [...known];
  const [day, last] = await Promise.all([
    db().callCounter.groupBy({
      by: ['keyId'],
      where: { keyId: { in: ids }, minuteAt: { gte: since } },
      _sum: { allowed: true, denied: true },
    }),
    lastCallsOf(db(), ids, { passed: false }),
  ]);
  const calls = new Map(day.map((d) => [d.keyId, d._sum]));
  const count = (id: string, field: 'allowed' | 'denied') =>
    known.has(id) ? (calls.get(id)?.[field] ?? 0) : null;
  return rows.map(({ allowList, applicationId: _, ...row }) => ({
    ...row,
    shown: shownState(row, now),
    mode: allowList?.mode ?? 'off',
    entryCount: allowList?._count.entries ?? 0,
    lastCallAt: last.get(row.id) ?? null,
    calls24h: count(row.id, 'allowed'),
    denied24h: count(row.id, 'denied'),
  }));
}

export function shownState(
  key: Pick<Stored, 'state' | 'suspendedAt' | 'expiresAt' | 'tokens'>,
  now: Date,
): KeyStateShown {
  if (key.state === 'revoked' || key.state === 'expired') return key.state;
  if (key.expiresAt <= now) return 'expired';
  if (key.state === 'suspended' || key.suspendedAt) return 'suspended';
  return key.tokens.some((t) => t.state === 'deprecated' && t.endsAt && t.endsAt > now)
    ? 'rotation'
    : 'active';
}
