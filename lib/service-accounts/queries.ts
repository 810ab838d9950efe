import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { grantsBehind, scopesWithin } from '../access/service.ts';
import { listSelect, type StoredList } from '../allow-lists/effects.ts';
import { db, type Prisma } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { suspendedNow } from '../keys/rules.ts';
import { decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import type { ServiceAccountFilter } from './schema.ts';

const rowSelect = {
  id: true,
  name: true,
  state: true,
  environmentId: true,
  scopes: true,
  expiresAt: true,
  endedAt: true,
  endReason: true,
  suspendedAt: true,
  createdAt: true,
  causedBy: true,
  application: { select: { id: true, name: true, owner: { select: { name: true } } } },
  tokens: {
    where: { state: { not: 'ended' } },
    select: { id: true, state: true, endsAt: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
  },
} satisfies Prisma.ApiKeySelect;
type Stored = Prisma.ApiKeyGetPayload<{ select: typeof rowSelect }>;

/** One page of the service accounts of the reader's environment, as far as they may read keys. */
export async function listServiceAccounts(reader: Reader, filter: ServiceAccountFilter) {
  const sort = sorts[filter.sort];
  const cursor = decodeCursor(filter.after);
  const page = keyset(sort, cursor);
  const contains = filter.q && { contains: filter.q, mode: 'insensitive' as const };
  const rows = await db().apiKey.findMany({
    where: {
      AND: [
        { kind: 'service', environmentId: reader.environment },
        scopeOf(reader.access, 'read', 'ApiKey'),
        contains ? { OR: [{ name: contains }, { application: { is: { name: contains } } }] } : {},
        filter.state ? inState(filter.state, reader.now) : {},
        page.where,
      ],
    },
    orderBy: page.orderBy,
    take: filter.size + 1,
    select: rowSelect,
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row[sort.field]);
  return { ...cut, rows: await withUse(cut.rows, reader) };
}
export type ServiceAccountRow = Awaited<ReturnType<typeof listServiceAccounts>>['rows'][number];

/** One account with its list and what its scopes come to now. Throws `not_found`. */
export async function readServiceAccount(reader: Reader, id: string) {
  const row = await db().apiKey.findFirst({
    where: { AND: [{ id, kind: 'service' }, scopeOf(reader.access, 'read', 'ApiKey')] },
    select: { ...rowSelect, allowList: { select: listSelect } },
  });
  if (!row) throw notFound('This service account');
  const { allowList, ...stored } = row;
  const [account] = await withUse([stored], reader);
  if (!account) throw notFound('This service account');
  return { ...account, allowList: allowList as StoredList | null };
}
export type ServiceAccountPage = Awaited<ReturnType<typeof readServiceAccount>>;

/** Which scopes the reader could give here: what they may do themselves, as stored now. */
export async function scopesToGive(reader: Reader, scopes: readonly string[]): Promise<string[]> {
  const grants = await grantsBehind(db(), reader.operatorId, reader.now);
  return scopesWithin({ scopes, environmentId: reader.environment }, grants);
}

function inState(state: NonNullable<ServiceAccountFilter['state']>, now: Date): Prisma.ApiKeyWhereInput {
  if (state === 'expired')
    return {
      OR: [{ state: 'expired' }, { state: { in: ['active', 'suspended'] }, expiresAt: { lte: now } }],
    };
  if (state === 'revoked') return { state };
  return state === 'suspended' ? suspendedNow(now) : { state, suspendedAt: null, expiresAt: { gt: now } };
}

function shownOf(
  { state, suspendedAt, expiresAt }: Pick<Stored, 'state' | 'suspendedAt' | 'expiresAt'>,
  now: Date,
): Stored['state'] {
  if (state !== 'revoked' && expiresAt <= now) return 'expired';
  return state === 'active' && suspendedAt ? 'suspended' : state;
}

async function withUse(rows: Stored[], { access, operatorId, now }: Reader) {
  const people = [...new Set(rows.map((row) => row.causedBy))].filter((id) => /^[0-9a-f-]{36}$/.test(id));
  const [uses, behind, held] = await Promise.all([
    db().credentialUse.findMany({ where: { credentialId: { in: rows.map(({ id }) => id) } } }),
    db().operator.findMany({
      where: { AND: [{ id: { in: people } }, scopeOf(access, 'read', 'Operator')] },
      select: { id: true, name: true, state: true },
    }),
    Promise.all(people.map(async (id) => [id, await grantsBehind(db(), id, now)] as const)),
  ]);
  const use = new Map(uses.map((u) => [u.credentialId, u]));
  const person = new Map(behind.map((p) => [p.id, p]));
  const grants = new Map(held);
  return rows.map(({ causedBy, ...row }) => ({
    ...row,
    shown: shownOf(row, now),
    /** Who answers for it; null where the reader may not see who. */
    behind: person.get(causedBy)?.name ?? null,
    isReaders: causedBy === operatorId,
    /** Of its scopes those that the person behind it may still use. */
    inForce: scopesWithin(row, grants.get(causedBy) ?? []),
    lastUsedAt: use.get(row.id)?.lastUsedAt ?? null,
    lastAddress: use.get(row.id)?.lastAddress ?? null,
  }));
}
