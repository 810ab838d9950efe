import { definitionNameOf, definitions, systemDefinitions } from '../access/definitions.ts';
import { isRole } from '../access/roles.ts';
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
  if (!row) return null;
  // Few have any of this installation's own, and sign-in passes here: the table is read for those alone.
  const known = row.assignments.every(({ role }) => isRole(role)) ? systemDefinitions : await definitions(tx);
  const named = (nameOf: (slug: string) => string) =>
    row.assignments.map((a) => (a.environmentId ? `${nameOf(a.role)} (${a.environmentId})` : nameOf(a.role)));
  return {
    ...row,
    connection: row.connection.slug,
    // By slug, which is never another role's: the trail keeps it. Sentences say the names.
    roles: named((slug) => slug),
    roleNames: named((slug) => definitionNameOf(known, slug)),
  };
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
