/** What a provisioning client reads: people and groups of its own connection, and of nobody else. */
import { db, Prisma } from '../db/client.ts';
import { type AttributeTable, groupAttributes, termsOf, userAttributes } from './attributes.ts';
import { parseFilter } from './filter.ts';
import type { StoredGroup, StoredUser } from './shapes.ts';
import { gone } from './user-kind.ts';
import { type Columns, whereOf } from './where.ts';

export interface Listing {
  filter: string | null;
  /** From 1 (RFC 7644 3.4.2.4). */
  startIndex: number;
  count: number;
}

export interface Found<T> {
  total: number;
  rows: T[];
}

const userColumns: Columns = {
  of: new Map([
    ['id', Prisma.sql`o.id::text`],
    ['externalid', Prisma.sql`o.external_id`],
    ['username', Prisma.sql`CASE WHEN o.linked_at IS NULL THEN o.name_id ELSE o.email END`],
    ['displayname', Prisma.sql`o.name`],
    ['name.formatted', Prisma.sql`o.name`],
    ['active', Prisma.sql`(o.state = 'active')`],
    ['emails.value', Prisma.sql`o.email`],
    ['emails.type', Prisma.sql`'work'::text`],
    ['emails.primary', Prisma.sql`true`],
    ['meta.created', Prisma.sql`o.created_at`],
  ]),
  several: new Map([['emails', (inner: Prisma.Sql) => inner]]),
};

const groupColumns: Columns = {
  of: new Map([
    ['id', Prisma.sql`g.id::text`],
    ['externalid', Prisma.sql`g.external_id`],
    ['displayname', Prisma.sql`g.name`],
    ['members.value', Prisma.sql`m.operator_id::text`],
    ['meta.created', Prisma.sql`g.created_at`],
  ]),
  several: new Map([
    [
      'members',
      (inner: Prisma.Sql) =>
        Prisma.sql`EXISTS (SELECT 1 FROM group_member m WHERE m.group_id = g.id AND ${inner})`,
    ],
  ]),
};

const userFields = Prisma.sql`o.id, o.name_id AS "nameId", o.email, o.name, o.external_id AS "externalId",
  o.state::text AS state, o.linked_at AS "linkedAt", o.version, o.created_at AS "createdAt"`;
const groupFields = Prisma.sql`g.id, g.name, g.external_id AS "externalId", g.version, g.created_at AS "createdAt"`;

/** Oldest first: whoever is made while a client walks the pages stands at the end, and shifts nobody. */
export async function listUsers(connectionId: string, listing: Listing): Promise<Found<StoredUser>> {
  const where = Prisma.sql`o.connection_id = ${connectionId}::uuid AND o.source <> ${gone}
    AND ${condition(listing.filter, userAttributes, userColumns)}`;
  const [{ total = 0 } = {}] = await db().$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM operator o WHERE ${where}`;
  if (listing.count === 0) return { total, rows: [] };
  const rows = await db().$queryRaw<StoredUser[]>`
    SELECT ${userFields} FROM operator o WHERE ${where}
    ORDER BY o.created_at, o.id LIMIT ${listing.count} OFFSET ${listing.startIndex - 1}`;
  return { total, rows };
}

export async function listGroups(
  connectionId: string,
  listing: Listing,
  withMembers: boolean,
): Promise<Found<StoredGroup>> {
  const where = Prisma.sql`g.connection_id = ${connectionId}::uuid AND g.source = 'scim' AND g.ended_at IS NULL
    AND ${condition(listing.filter, groupAttributes, groupColumns)}`;
  const [{ total = 0 } = {}] = await db().$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM operator_group g WHERE ${where}`;
  if (listing.count === 0) return { total, rows: [] };
  const rows = await db().$queryRaw<Omit<StoredGroup, 'members'>[]>`
    SELECT ${groupFields} FROM operator_group g WHERE ${where}
    ORDER BY g.created_at, g.id LIMIT ${listing.count} OFFSET ${listing.startIndex - 1}`;
  return { total, rows: await membersInto(rows, withMembers) };
}

export async function readUser(connectionId: string, id: string): Promise<StoredUser | null> {
  const [row] = await db().$queryRaw<StoredUser[]>`
    SELECT ${userFields} FROM operator o
    WHERE o.id = ${id}::uuid AND o.connection_id = ${connectionId}::uuid AND o.source <> ${gone}`;
  return row ?? null;
}

export async function readGroup(
  connectionId: string,
  id: string,
  withMembers: boolean,
): Promise<StoredGroup | null> {
  const rows = await db().$queryRaw<Omit<StoredGroup, 'members'>[]>`
    SELECT ${groupFields} FROM operator_group g
    WHERE g.id = ${id}::uuid AND g.connection_id = ${connectionId}::uuid AND g.source = 'scim' AND g.ended_at IS NULL`;
  return (await membersInto(rows, withMembers))[0] ?? null;
}

function condition(filter: string | null, table: AttributeTable, columns: Columns): Prisma.Sql {
  return filter === null ? Prisma.sql`true` : whereOf(termsOf(parseFilter(filter), table), columns);
}

async function membersInto(
  rows: Omit<StoredGroup, 'members'>[],
  withMembers: boolean,
): Promise<StoredGroup[]> {
  if (!withMembers || rows.length === 0) return rows.map((row) => ({ ...row, members: null }));
  const members = await db().groupMember.findMany({
    where: { groupId: { in: rows.map((row) => row.id) } },
    orderBy: { id: 'asc' },
    select: { groupId: true, operator: { select: { id: true, name: true } } },
  });
  return rows.map((row) => ({
    ...row,
    members: members.filter((one) => one.groupId === row.id).map((one) => one.operator),
  }));
}
