import type { Reader } from '../access/ability.ts';
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { scopeOf, type WhereOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import type { AssignmentFilter } from './schema.ts';

/** Held by one of the people whom the list of operators shows under the same words, themselves or through a group. */
function heldByThose(reader: Reader, { q, state }: AssignmentFilter): WhereOf<'Assignment'> {
  if (!q && !state) return {};
  // Whoever sees names only narrows by names only: what is found would tell the rest.
  const seesAll = reader.access.can('read', 'Operator', 'email');
  const has = q && { contains: q, mode: 'insensitive' as const };
  const those = {
    AND: [
      scopeOf(reader.access, 'read', 'Operator'),
      has ? { OR: seesAll ? [{ name: has }, { email: has }] : [{ name: has }] } : {},
      seesAll && state ? { state } : {},
    ],
  };
  return {
    OR: [{ operator: { is: those } }, { group: { is: { members: { some: { operator: { is: those } } } } } }],
  };
}

/** One page of who holds which role, ended ones included; a holder whom the reader may not see, person or group, is left unnamed. */
export async function listAssignments(reader: Reader, filter: AssignmentFilter) {
  const cursor = decodeCursor(filter.after);
  const page = keyset(sorts[filter.sort], cursor);
  const rows = await db().assignment.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'Assignment'),
        filter.operator ? { operatorId: filter.operator } : {},
        filter.role ? { role: filter.role } : {},
        heldByThose(reader, filter),
        page.where,
      ],
    },
    orderBy: page.orderBy,
    take: filter.size + 1,
    select: {
      id: true,
      role: true,
      environmentId: true,
      operatorId: true,
      group: { select: { name: true } },
      fromAt: true,
      untilAt: true,
      endedAt: true,
      suspendedAt: true,
      reason: true,
      source: true,
      createdAt: true,
    },
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row.createdAt);
  const ids = cut.rows.flatMap(({ operatorId }) => operatorId ?? []);
  const people = await db().operator.findMany({
    where: { AND: [{ id: { in: ids } }, scopeOf(reader.access, 'read', 'Operator')] },
    select: { id: true, name: true },
  });
  const known = await definitions(db());
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const seesGroups = reader.access.can('read', 'Group');
  const seesNames = reader.access.can('read', 'Operator', 'name');
  return {
    ...cut,
    rows: cut.rows.map(({ operatorId, group, ...row }) => ({
      ...row,
      roleName: definitionNameOf(known, row.role),
      operator: (seesNames && names.get(operatorId ?? '')) || null,
      group: (seesGroups && group?.name) || null,
    })),
  };
}
