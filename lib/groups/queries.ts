import { mayOn, type Reader } from '../access/ability.ts';
import type { Actor } from '../access/actor.ts';
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { scopeOf, type WhereOf } from '../access/scope.ts';
import { grantSensitivityOfAll, weightOf } from '../assignments/effects.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { Id } from '../fields.ts';
import { decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import { type GroupFilter, type MemberFilter, mostAtOnce } from './schema.ts';

const open = (now: Date) => ({ endedAt: null, OR: [{ untilAt: null }, { untilAt: { gt: now } }] });

/** One page of groups, with how many are in them and what they bring; one that has ended brings nothing. */
export async function listGroups(reader: Reader, filter: GroupFilter) {
  const cursor = decodeCursor(filter.after);
  const page = keyset(sorts.name, cursor);
  const listed = {
    AND: [
      { endedAt: filter.state === 'ended' ? { not: null } : null },
      filter.source ? { source: filter.source } : {},
      filter.q ? { name: { contains: filter.q, mode: 'insensitive' as const } } : {},
      scopeOf(reader.access, 'read', 'Group'),
    ],
  };
  const total = db().group.count({ where: listed });
  const rows = await db().group.findMany({
    where: { AND: [listed, page.where] },
    orderBy: page.orderBy,
    take: filter.size + 1,
    select: {
      id: true,
      name: true,
      description: true,
      source: true,
      createdAt: true,
      endedAt: true,
      connection: { select: { name: true } },
      _count: { select: { members: true } },
      assignments: {
        where: { AND: [open(reader.now), scopeOf(reader.access, 'read', 'Assignment')] },
        select: { id: true, role: true, environmentId: true },
        orderBy: { role: 'asc' },
      },
    },
  });
  const known = await definitions(db());
  const cut = pageOf(rows, filter.size, cursor, (row) => row.name);
  return {
    ...cut,
    total: await total,
    rows: cut.rows.map(({ _count, assignments, ...group }) => ({
      ...group,
      members: _count.members,
      assignments: assignments.map((a) => ({ ...a, roleName: definitionNameOf(known, a.role) })),
    })),
  };
}

/** One group with everything that it was ever given. Throws `not_found`. */
export async function readGroup(reader: Reader, id: string) {
  const row = await db().group.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'Group')] },
    select: {
      id: true,
      name: true,
      description: true,
      source: true,
      endedAt: true,
      createdAt: true,
      connection: { select: { id: true, name: true } },
      _count: { select: { members: true } },
      members: { where: { operatorId: reader.operatorId }, select: { operatorId: true } },
      assignments: {
        where: scopeOf(reader.access, 'read', 'Assignment'),
        select: {
          id: true,
          role: true,
          environmentId: true,
          fromAt: true,
          untilAt: true,
          endedAt: true,
          suspendedAt: true,
          reason: true,
          source: true,
        },
        orderBy: { createdAt: 'desc' },
      },
    },
  });
  if (!row) throw notFound('This group');
  const { _count, members, assignments, ...group } = row;
  const known = await definitions(db());
  const judged = { id, assignments: assignments.map(({ role, endedAt }) => ({ role, endedAt })), members };
  const may = (verb: string) => mayOn(reader.access, verb, 'Group', judged);
  return {
    ...group,
    memberCount: _count.members,
    isMember: members.length > 0,
    assignments: assignments.map((a) => ({ ...a, roleName: definitionNameOf(known, a.role) })),
    may: {
      edit: may('group.edit'),
      add: may('group.add_member'),
      remove: may('group.remove_member'),
      end: may('group.end'),
    },
  };
}
export type GroupPage = Awaited<ReturnType<typeof readGroup>>;

/** Whoever sees names only looks for names only: what is found would tell the rest. */
function called({ access }: Reader, has: { contains: string; mode: 'insensitive' }): WhereOf<'Operator'> {
  return { OR: [{ name: has }, ...(access.can('read', 'Operator', 'email') ? [{ email: has }] : [])] };
}

/** One page of who is in a group. */
export async function listMembers(reader: Reader, groupId: string, filter: MemberFilter) {
  const cursor = decodeCursor(filter.after);
  const { orderBy, where } = keyset(sorts.newest, cursor);
  const has = filter.q && { contains: filter.q, mode: 'insensitive' as const };
  const rows = await db().groupMember.findMany({
    where: {
      AND: [
        { group: { is: { AND: [{ id: groupId }, scopeOf(reader.access, 'read', 'Group')] } } },
        { operator: { is: scopeOf(reader.access, 'read', 'Operator') } },
        has ? { operator: { is: called(reader, has) } } : {},
        where,
      ],
    },
    orderBy,
    take: filter.size + 1,
    select: {
      id: true,
      source: true,
      createdAt: true,
      operator: { select: { id: true, name: true, email: true, state: true } },
    },
  });
  return pageOf(rows, filter.size, cursor, (row) => row.createdAt);
}

/** Who could be put in: active people who are not in the group, and are not the reader. */
const couldJoin = (reader: Reader, groupId: string) => ({
  AND: [
    scopeOf(reader.access, 'read', 'Operator'),
    { state: 'active' as const, id: { not: reader.operatorId }, memberships: { none: { groupId } } },
  ],
});

/** The chosen ones whatever is searched for, and beside them whoever is found. */
export async function candidatesFor(
  reader: Reader,
  groupId: string,
  { q, operatorIds }: { q?: string | undefined; operatorIds: readonly string[] },
) {
  const find = (where: WhereOf<'Operator'>) =>
    db().operator.findMany({
      where: { AND: [couldJoin(reader, groupId), where] },
      select: { id: true, name: true, email: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: mostAtOnce,
    });
  const has = { contains: q ?? '', mode: 'insensitive' as const };
  const [chosen, found] = await Promise.all([
    find({ id: { in: [...operatorIds] } }),
    find(q ? called(reader, has) : {}),
  ]);
  return { chosen, found };
}

/** The first members by name: for what is looked at person by person. */
export async function firstMembers(reader: Reader, groupId: string, most: number) {
  const rows = await db().groupMember.findMany({
    where: { groupId, operator: { is: scopeOf(reader.access, 'read', 'Operator') } },
    select: { operator: { select: { id: true, name: true } } },
    orderBy: { operator: { name: 'asc' } },
    take: most,
  });
  return rows.map(({ operator }) => operator);
}

/** One member; null where they are not in it. */
export async function readMember(reader: Reader, groupId: string, operatorId: string) {
  if (!Id.safeParse(operatorId).success) return null;
  const row = await db().groupMember.findFirst({
    where: { groupId, operatorId, operator: { is: scopeOf(reader.access, 'read', 'Operator') } },
    select: { operator: { select: { id: true, name: true } } },
  });
  return row?.operator ?? null;
}

/** Whether putting somebody in is critical for this person. */
export async function isCriticalToJoin(
  reader: Reader,
  actor: Actor,
  { assignments }: Pick<GroupPage, 'assignments'>,
): Promise<boolean> {
  const open = assignments.filter(({ endedAt, untilAt }) => !endedAt && !(untilAt && untilAt <= reader.now));
  return isCriticalTogether(reader, actor, open);
}

/** Whether giving all of these at once is critical for them, by what the roles are. */
export async function isCriticalTogether(
  { access }: Pick<Reader, 'access'>,
  actor: Actor,
  roles: readonly { role: string }[],
): Promise<boolean> {
  const known = await definitions(db());
  const weights = roles.flatMap(({ role }) => known.get(role) ?? []).map(weightOf);
  return grantSensitivityOfAll({ access, actor }, weights) === 'critical';
}
