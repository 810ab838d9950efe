import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import type { PersonProof } from './rules.ts';

/** Everything of an opening but the digests of its two cookies. */
export const openingSelect = {
  id: true,
  drill: true,
  reason: true,
  firstId: true,
  firstName: true,
  firstAt: true,
  firstProof: true,
  secondId: true,
  secondName: true,
  secondReason: true,
  secondProof: true,
  openedAt: true,
  endsAt: true,
  closedAt: true,
  closedBy: true,
  reviewedAt: true,
  reviewedBy: true,
  review: true,
} as const;

async function find(tx: Tx, where: WhereOf<'BreakGlassOpening'>) {
  const row = await tx.breakGlassOpening.findFirst({ where, select: openingSelect });
  return (
    row && {
      ...row,
      firstProof: row.firstProof as unknown as PersonProof,
      secondProof: row.secondProof as unknown as PersonProof | null,
    }
  );
}

export type OpeningSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const openingKind: Kind<'BreakGlassOpening', OpeningSubject> = {
  model: 'BreakGlassOpening',
  table: 'break_glass_opening',
  noun: 'This break-glass',
  find,
  label: (opening) =>
    `${opening.drill ? 'Drill' : 'Break-glass'} of ${opening.firstName}${opening.secondName ? ` and ${opening.secondName}` : ''}`,
};

export const audited = [
  'drill',
  'reason',
  'firstName',
  'firstProof',
  'secondName',
  'secondReason',
  'secondProof',
  'openedAt',
  'endsAt',
  'closedAt',
  'closedBy',
  'review',
] as const;
