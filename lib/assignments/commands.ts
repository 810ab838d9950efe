import type { Role } from '../access/roles.ts';
import { roleNames } from '../access/roles.ts';
import type { WhereOf } from '../access/scope.ts';
import { change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { assign, grantSensitivity, requireOwnerFloor } from './effects.ts';
import * as schema from './schema.ts';

async function find(tx: Tx, where: WhereOf<'Assignment'>) {
  const row = await tx.assignment.findFirst({
    where,
    select: {
      id: true,
      operatorId: true,
      role: true,
      environmentId: true,
      untilAt: true,
      endedAt: true,
      operator: { select: { name: true } },
      group: { select: { name: true } },
    },
  });
  return (
    row && {
      ...row,
      role: row.role as Role,
      operator: row.operator?.name ?? `everybody in ${row.group?.name}`,
    }
  );
}

const assignmentKind: Kind<'Assignment', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Assignment',
  table: 'assignment',
  noun: 'This assignment',
  find,
  label: (a) => `${roleNames[a.role].name} for ${a.operator}`,
  environmentOf: (a) => a.environmentId,
};
const audited = ['operator', 'role', 'environmentId', 'untilAt', 'endedAt'] as const;
const where = (environmentId: string | null) =>
  environmentId ? `in ${environmentId}` : 'in every environment';

export const createAssignment = creation({
  name: 'assignment.create',
  kind: assignmentKind,
  input: schema.CreateAssignment,
  audited,
  create: async (cx, input) => ({
    operatorId: input.operatorId,
    groupId: null,
    role: input.role,
    environmentId: input.environmentId,
    weight: grantSensitivity(cx, input.role),
  }),
  sensitivity: (wouldBe) => wouldBe.weight,
  async run(cx, _, input) {
    const operator = await cx.tx.operator.findUnique({
      where: { id: input.operatorId },
      select: { state: true },
    });
    if (!operator)
      throw new Refusal('invalid', 'Correct the marked fields.', { operatorId: 'Choose an operator.' });
    if (operator.state !== 'active')
      throw new Refusal('conflict', 'This operator is disabled. Enable them first.');
    return assign(cx, input);
  },
  summary: (a) => `${a.operator} is ${roleNames[a.role].name} ${where(a.environmentId)}`,
});

export const endAssignment = change({
  name: 'assignment.end',
  kind: assignmentKind,
  input: schema.EndAssignment,
  serial: 'owner-floor',
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now }, assignment) {
    if (assignment.endedAt)
      throw new Refusal('conflict', 'This assignment has ended already. Nothing was changed.');
    await tx.assignment.update({ where: { id: assignment.id }, data: { endedAt: now } });
    if (assignment.role === 'account-owner') await requireOwnerFloor(tx, now);
    return { id: assignment.id };
  },
  summary: (a) => `${a.operator} is no longer ${roleNames[a.role].name} ${where(a.environmentId)}`,
});
