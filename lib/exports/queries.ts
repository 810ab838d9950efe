import type { Reader } from '../access/ability.ts';
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import type { AssignmentFilter } from './schema.ts';

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
