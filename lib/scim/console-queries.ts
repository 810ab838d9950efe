import { mayOn, type Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { actorName } from './caller.ts';
import { gone } from './user-kind.ts';

const monthAgo = (now: Date) => new Date(now.getTime() - 30 * 86_400_000);

/** A connection's provisioning: its tokens, whom they keep, and what a client did last. No digest leaves here. Throws `not_found`. */
export async function readProvisioning(reader: Reader, id: string) {
  if (!reader.access.can('read', 'ScimToken')) throw notFound('This connection');
  const connection = await db().connection.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'Connection')] },
    select: { id: true, slug: true, name: true, entityId: true, enabled: true, emailDomains: true },
  });
  if (!connection) throw notFound('This connection');
  const people = { AND: [{ connectionId: id }, scopeOf(reader.access, 'read', 'Operator')] };
  const [tokens, kept, active, groups, last] = await Promise.all([
    tokensOf(reader, id),
    db().operator.count({ where: { ...people, source: 'scim' } }),
    db().operator.count({ where: { ...people, source: { not: gone }, state: 'active' } }),
    db().group.count({ where: { connectionId: id, source: 'scim', endedAt: null } }),
    lastChange(reader, connection.slug),
  ]);
  return { ...connection, tokens, kept, active, groups, last, may: mayOf(reader, id) };
}
export type Provisioning = Awaited<ReturnType<typeof readProvisioning>>;
export type ScimTokenRow = Provisioning['tokens'][number];

const mayOf = (reader: Reader, connectionId: string) => ({
  create: mayOn(reader.access, 'scim_token.create', 'ScimToken', { connectionId }),
  end: mayOn(reader.access, 'scim_token.end', 'ScimToken', { connectionId }),
});

/** In force first; what ended is told of for a month. */
async function tokensOf(reader: Reader, connectionId: string) {
  const { now } = reader;
  const rows = await db().scimToken.findMany({
    where: {
      AND: [
        { connectionId, OR: [{ endedAt: null }, { endedAt: { gt: monthAgo(now) } }] },
        { expiresAt: { gt: monthAgo(now) } },
        scopeOf(reader.access, 'read', 'ScimToken'),
      ],
    },
    select: {
      id: true,
      name: true,
      scopes: true,
      expiresAt: true,
      endedAt: true,
      createdAt: true,
      causedBy: true,
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 50,
  });
  const ids = rows.map((row) => row.id);
  const [uses, makers] = await Promise.all([
    db().credentialUse.findMany({ where: { credentialId: { in: ids } } }),
    db().operator.findMany({
      where: {
        AND: [
          { id: { in: rows.map((row) => row.causedBy).filter(isId) } },
          scopeOf(reader.access, 'read', 'Operator'),
        ],
      },
      select: { id: true, name: true },
    }),
  ]);
  const told = rows.map(({ causedBy, ...row }) => {
    const use = uses.find((one) => one.credentialId === row.id);
    const state = row.endedAt
      ? ('ended' as const)
      : row.expiresAt <= now
        ? ('expired' as const)
        : ('active' as const);
    return {
      ...row,
      state,
      by: makers.find((one) => one.id === causedBy)?.name ?? null,
      lastUsedAt: use?.lastUsedAt ?? null,
      lastAddress: use?.lastAddress ?? null,
    };
  });
  return told.sort((a, b) => Number(b.state === 'active') - Number(a.state === 'active'));
}

const isId = (text: string) => /^[0-9a-f-]{36}$/.test(text);

async function lastChange(reader: Reader, slug: string) {
  if (!reader.access.can('read', 'AuditEvent')) return null;
  return db().auditEvent.findFirst({
    where: {
      AND: [
        { actorId: 'scim', actorName: { startsWith: actorName(slug) }, outcome: 'done' },
        scopeOf(reader.access, 'read', 'AuditEvent'),
      ],
    },
    orderBy: { number: 'desc' },
    select: { number: true, at: true, summary: true },
  });
}

/** One token in force, for the page that ends it. Throws `not_found`. */
export async function readScimToken(reader: Reader, connectionId: string, id: string) {
  const { tokens, may, ...connection } = await readProvisioning(reader, connectionId);
  const token = tokens.find((one) => one.id === id);
  if (!token || !may.end) throw notFound('This provisioning token');
  return { connection, token };
}
