import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

async function find(tx: Tx, where: WhereOf<'Operator'>) {
  const row = await tx.operator.findFirst({
    where,
    select: {
      id: true,
      name: true,
      email: true,
      nameId: true,
      state: true,
      linkedAt: true,
      connectionId: true,
      connection: { select: { slug: true } },
      assignments: {
        where: { endedAt: null },
        select: { role: true, environmentId: true },
        orderBy: { role: 'asc' },
      },
    },
  });
  return (
    row && {
      ...row,
      connection: row.connection.slug,
      roles: row.assignments.map((a) => (a.environmentId ? `${a.role} (${a.environmentId})` : a.role)),
    }
  );
}

export type OperatorSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const operatorKind: Kind<'Operator', OperatorSubject> = {
  model: 'Operator',
  table: 'operator',
  noun: 'This operator',
  find,
  label: (operator) => operator.name,
};

export const auditedOperator = [
  'name',
  'email',
  'nameId',
  'connection',
  'state',
  'linkedAt',
  'roles',
] as const;
