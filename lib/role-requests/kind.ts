import { definitionNameOf, definitions } from '../access/definitions.ts';
import type { WhereOf } from '../access/scope.ts';
import { weightOf, weightOfNothing } from '../assignments/effects.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { groupKind } from '../groups/kind.ts';

async function find(tx: Tx, where: WhereOf<'RoleRequest'>) {
  const row = await tx.roleRequest.findFirst({
    where,
    select: {
      id: true,
      operatorId: true,
      role: true,
      environmentId: true,
      minutes: true,
      reason: true,
      source: true,
      causedBy: true,
      expiresAt: true,
      state: true,
      decision: true,
      assignmentId: true,
      groupId: true,
      operator: { select: { name: true } },
    },
  });
  if (!row) return null;
  const known = await definitions(tx);
  const definition = known.get(row.role);
  const intoGroup = row.groupId ? await groupKind.find(tx, { id: row.groupId }) : null;
  return {
    ...row,
    operator: row.operator.name,
    roleName: definitionNameOf(known, row.role),
    intoGroup,
    group: intoGroup?.name ?? null,
    // Of a role that is no more nothing can be given; the command says so. A group gives all that it holds.
    weights: intoGroup?.weights ?? [definition ? weightOf(definition) : weightOfNothing],
  };
}
export type RoleRequestSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const roleRequestKind: Kind<'RoleRequest', RoleRequestSubject> = {
  model: 'RoleRequest',
  table: 'role_request',
  noun: 'This request',
  find,
  label: (request) => `${request.roleName} for ${request.operator}`,
  environmentOf: (request) => request.environmentId,
};
export const auditedRequest = [
  'operator',
  'role',
  'group',
  'environmentId',
  'minutes',
  'source',
  'state',
  'decision',
] as const;
