import { definitionNameOf, definitions } from '../access/definitions.ts';
import type { WhereOf } from '../access/scope.ts';
import { weightOf } from '../assignments/effects.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

async function find(tx: Tx, where: WhereOf<'Group'>) {
  const row = await tx.group.findFirst({
    where,
    select: {
      id: true,
      name: true,
      description: true,
      source: true,
      endedAt: true,
      version: true,
      connection: { select: { name: true } },
      members: { select: { operatorId: true }, orderBy: { operatorId: 'asc' } },
      // What is to come counts as well: whoever is put in now has it then.
      assignments: {
        where: { endedAt: null },
        select: { role: true, environmentId: true },
        orderBy: [{ role: 'asc' }, { environmentId: 'asc' }],
      },
    },
  });
  if (!row) return null;
  const { members, assignments, connection, ...group } = row;
  const known = await definitions(tx);
  const held = assignments.flatMap(({ role }) => known.get(role) ?? []);
  return {
    ...group,
    connection: connection?.name ?? null,
    members: members.length,
    // Who is in it stands in what others agree to, as the versions of its roles do.
    memberIds: members.map(({ operatorId }) => operatorId),
    // By slug, which is never another role's: the trail keeps it. Sentences say the names.
    roles: assignments.map((a) => (a.environmentId ? `${a.role} (${a.environmentId})` : a.role)),
    roleNames: assignments.map((a) => {
      const name = definitionNameOf(known, a.role);
      return a.environmentId ? `${name} in ${a.environmentId}` : name;
    }),
    weights: held.map(weightOf),
  };
}
export type GroupSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const groupKind: Kind<'Group', GroupSubject> = {
  model: 'Group',
  table: 'operator_group',
  noun: 'This group',
  find,
  label: (group) => group.name,
};
export const auditedGroup = ['name', 'description', 'members', 'roles', 'endedAt'] as const;
