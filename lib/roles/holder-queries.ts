import type { Reader } from '../access/ability.ts';
import { inForceAt } from '../access/held.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { requirePeople } from './role-queries.ts';

const shownHolders = 50;

/** Who holds a role now, themselves or through a group, by name; `more` where the list is cut. */
export async function holdersOf(reader: Reader, slug: string) {
  requirePeople(reader);
  const rows = await db().assignment.findMany({
    where: {
      AND: [
        { role: slug },
        inForceAt(reader.now),
        { OR: [{ operator: { state: 'active' } }, { group: { endedAt: null } }] },
        scopeOf(reader.access, 'read', 'Assignment'),
      ],
    },
    select: {
      id: true,
      environmentId: true,
      untilAt: true,
      operator: { select: { id: true, name: true } },
      group: { select: { id: true, name: true, _count: { select: { members: true } } } },
    },
    orderBy: [{ operator: { name: 'asc' } }, { id: 'asc' }],
    take: shownHolders + 1,
  });
  const seesGroups = reader.access.can('read', 'Group');
  return {
    rows: rows.slice(0, shownHolders).map(({ group, ...row }) => ({
      ...row,
      group: group && { ...group, name: seesGroups ? group.name : null },
    })),
    more: rows.length > shownHolders,
  };
}
