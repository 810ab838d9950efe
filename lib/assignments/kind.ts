import { definitionNameOf, definitions } from '../access/definitions.ts';
import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { weightOf, weightOfNothing } from './effects.ts';

async function find(tx: Tx, where: WhereOf<'Assignment'>) {
  const row = await tx.assignment.findFirst({
    where,
    select: {
      id: true,
      operatorId: true,
      groupId: true,
      role: true,
      environmentId: true,
      fromAt: true,
      untilAt: true,
      endedAt: true,
      suspendedAt: true,
      operator: { select: { name: true } },
      group: { select: { name: true } },
    },
  });
  if (!row) return null;
  const known = await definitions(tx);
  const definition = known.get(row.role);
  return {
    ...row,
    roleName: definitionNameOf(known, row.role),
    // A role that was retired gives nothing; to lengthen it is judged as the heaviest.
    weight: definition ? weightOf(definition) : weightOfNothing,
    operator: row.operator?.name ?? `Everybody in ${row.group?.name}`,
    group: row.group?.name ?? null,
  };
}
export type AssignmentSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const assignmentKind: Kind<'Assignment', AssignmentSubject> = {
  model: 'Assignment',
  table: 'assignment',
  noun: 'This assignment',
  find,
  label: (a) => `${a.roleName} for ${a.group ? `the group ${a.group}` : a.operator}`,
  environmentOf: (a) => a.environmentId,
};
export const auditedAssignment = [
  'operator',
  'role',
  'environmentId',
  'fromAt',
  'untilAt',
  'endedAt',
] as const;
