import type { Reader } from '../access/ability.ts';
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { inForceAt } from '../access/held.ts';
import { scopeOf, type WhereOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { type Cursor, decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import { idsBySignIn, isBySignIn, type SignInSort, signInValue } from './last-sign-in.ts';
import type { OperatorFilter } from './schema.ts';

const unseen = { email: null, state: null, createdAt: null, connection: null, lastSignInAt: null };

/** One page of operators; whoever may see names only gets names only, and whoever may see ids only no names either. */
export async function listOperators(reader: Reader, filter: OperatorFilter) {
  const seesAll = reader.access.can('read', 'Operator', 'email');
  const seesNames = reader.access.can('read', 'Operator', 'name');
  const cursor = decodeCursor(filter.after);
  const contains = filter.q && { contains: filter.q, mode: 'insensitive' as const };
  const listed = {
    AND: [
      scopeOf(reader.access, 'read', 'Operator'),
      contains ? { OR: [{ name: contains }, ...(seesAll ? [{ email: contains }] : [])] } : {},
      // Nobody is found by what is not shown of them.
      contains && !seesNames ? { id: { in: [] } } : {},
      seesAll && filter.state ? { state: filter.state } : {},
      seesAll && filter.connection ? { connection: { is: { slug: filter.connection } } } : {},
      seesAll && filter.role
        ? {
            OR: [
              { assignments: { some: held(reader, filter.role) } },
              {
                memberships: {
                  some: {
                    group: { is: { endedAt: null, assignments: { some: held(reader, filter.role) } } },
                  },
                },
              },
            ],
          }
        : {},
    ],
  };
  const total = db().operator.count({ where: listed });
  // Neither the order nor the cursor tells a field that is not shown; the instant is in every id.
  const sort = seesAll ? filter.sort : seesNames ? 'name' : 'newest';
  const order = isBySignIn(sort)
    ? await bySignIn(listed, sort, cursor, filter.size)
    : byColumn(sorts[sort], cursor, filter.size);
  const rows = order.arranged(await rowsOf(reader, listed, order));
  const cut = pageOf(rows, filter.size, cursor, order.valueOf);
  const known = await definitions(db());
  const named = <A extends { role: string }>(a: A) => ({ ...a, roleName: definitionNameOf(known, a.role) });
  return {
    ...cut,
    total: await total,
    rows: cut.rows.map(({ sessions, memberships, ...row }) =>
      seesAll
        ? {
            ...row,
            assignments: [
              ...row.assignments.map((a) => ({ ...named(a), group: null })),
              ...memberships.flatMap(({ group }) =>
                group.assignments.map((a) => ({ ...named(a), group: group.name })),
              ),
            ],
            lastSignInAt: sessions[0]?.startedAt ?? null,
          }
        : { id: row.id, name: seesNames ? row.name : null, assignments: [], ...unseen },
    ),
  };
}
export type OperatorRow = Awaited<ReturnType<typeof listOperators>>['rows'][number];

/** What the list shows of the people of one page. */
function rowsOf(reader: Reader, listed: WhereOf<'Operator'>, { where, orderBy, take }: Order) {
  return db().operator.findMany({
    where: { AND: [listed, where] },
    ...(orderBy && { orderBy }),
    take,
    select: {
      id: true,
      name: true,
      email: true,
      state: true,
      createdAt: true,
      connection: { select: { name: true, slug: true } },
      assignments: {
        where: { AND: [inForceAt(reader.now), scopeOf(reader.access, 'read', 'Assignment')] },
        select: { id: true, role: true, environmentId: true, untilAt: true },
        orderBy: { role: 'asc' },
      },
      memberships: {
        where: { group: { is: { AND: [{ endedAt: null }, scopeOf(reader.access, 'read', 'Group')] } } },
        select: {
          group: {
            select: {
              name: true,
              assignments: {
                where: { AND: [inForceAt(reader.now), scopeOf(reader.access, 'read', 'Assignment')] },
                select: { id: true, role: true, environmentId: true, untilAt: true },
                orderBy: { role: 'asc' },
              },
            },
          },
        },
      },
      sessions: { select: { startedAt: true }, orderBy: { startedAt: 'desc' }, take: 1 },
    },
  });
}
type Row = Awaited<ReturnType<typeof rowsOf>>[number];

/** Which rows a page takes, and in which order they stand. */
interface Order {
  where: WhereOf<'Operator'>;
  orderBy: Record<string, 'asc' | 'desc'>[] | null;
  take: number;
  arranged(rows: Row[]): Row[];
  valueOf(row: Row): unknown;
}

function byColumn(sort: (typeof sorts)['name' | 'newest'], cursor: Cursor | null, size: number): Order {
  const { where, orderBy } = keyset(sort, cursor);
  return {
    where,
    orderBy: orderBy as Order['orderBy'],
    take: size + 1,
    arranged: (rows) => rows,
    valueOf: (row) => row[sort.field],
  };
}

/** The last sign-in is no column of a person: whom the list holds is found first, and put in order by their sessions. */
async function bySignIn(
  listed: WhereOf<'Operator'>,
  sort: SignInSort,
  cursor: Cursor | null,
  size: number,
): Promise<Order> {
  const all = await db().operator.findMany({ where: listed, select: { id: true } });
  const ids = await idsBySignIn(
    all.map(({ id }) => id),
    sort,
    cursor,
    size + 1,
  );
  const place = new Map(ids.map((id, index) => [id, index]));
  return {
    where: { id: { in: ids } },
    orderBy: null,
    take: size + 1,
    arranged: (rows) => rows.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)),
    valueOf: ({ sessions }) => signInValue(sessions[0]?.startedAt),
  };
}

const held = (reader: Reader, role: string) => ({
  AND: [inForceAt(reader.now), { role }, scopeOf(reader.access, 'read', 'Assignment')],
});
