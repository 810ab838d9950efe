import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

async function find(tx: Tx, where: WhereOf<'Factor'>) {
  const row = await tx.factor.findFirst({
    where,
    select: {
      id: true,
      operatorId: true,
      kind: true,
      name: true,
      backedUp: true,
      createdAt: true,
      endedAt: true,
      endReason: true,
      operator: { select: { name: true } },
    },
  });
  return row && { ...row, operator: row.operator.name };
}

export type FactorSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const factorKind: Kind<'Factor', FactorSubject> = {
  model: 'Factor',
  table: 'factor',
  noun: 'This second factor',
  find,
  label: (factor) =>
    factor.kind === 'recovery_code'
      ? `Recovery codes of ${factor.operator}`
      : `${factor.name} of ${factor.operator}`,
};

/** Neither credential nor digest nor seed: what opens something stays out of the trail. */
export const audited = [
  'operatorId',
  'operator',
  'kind',
  'name',
  'backedUp',
  'createdAt',
  'endedAt',
  'endReason',
] as const;
