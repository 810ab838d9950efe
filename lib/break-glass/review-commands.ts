/** Promise: what two people did alone is looked at by a third one, where there is one. */
import { inForceAt } from '../access/held.ts';
import { change } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { audited, type OpeningSubject, openingKind } from './opening-kind.ts';
import * as schema from './schema.ts';

/** Signs what happened and what follows from it; until then it stays on Overview. */
export const signReview = change({
  name: 'break_glass.sign_review',
  kind: openingKind,
  input: schema.SignReview,
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now, actor }, opening, { review }) {
    if (opening.reviewedAt)
      throw new Refusal('already_done', `${opening.reviewedBy} signed this review. Nothing was changed.`);
    if (!opening.closedAt) throw new Refusal('conflict', 'It is not over yet. Close it first, then sign.');
    if (isOfIt(opening, actor.id) && (await hasOtherOwner(tx, opening, now)))
      throw new Refusal(
        'forbidden',
        'You were one of the two. An account owner who was not signs this review.',
      );
    await tx.breakGlassOpening.update({
      where: { id: opening.id },
      data: { reviewedAt: now, reviewedBy: actor.name, review },
    });
    return { id: opening.id };
  },
  summary: (opening) =>
    `${opening.reviewedBy} signed the review of ${opening.drill ? 'the drill' : 'break-glass'} of ${opening.firstAt.toISOString().slice(0, 10)}: ${opening.review?.slice(0, 200)}`,
});

const isOfIt = (opening: OpeningSubject, id: string) => [opening.firstId, opening.secondId].includes(id);

/** True when somebody else could sign: otherwise a task would stand that nobody can ever do. */
export async function hasOtherOwner(
  tx: Pick<Tx, 'assignment'>,
  opening: { firstId: string; secondId: string | null },
  now: Date,
): Promise<boolean> {
  const others = await tx.assignment.count({
    where: {
      role: 'account-owner',
      environmentId: null,
      ...inForceAt(now),
      operatorId: { notIn: [opening.firstId, opening.secondId].filter((id) => id !== null) },
      operator: { state: 'active', connection: { enabled: true } },
    },
  });
  return others > 0;
}
