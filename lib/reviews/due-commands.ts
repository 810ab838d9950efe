/** The worker's alone: what nobody answered is suspended at the due date, and ends for good after the days to undo. */
import { change } from '../command.ts';
import type { Prisma, Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { suspendAssignments } from './effects.ts';
import { auditedCampaign as audited, campaignKind as kind } from './kind.ts';
import { campaignState, settledAtOnce, settledBefore } from './rules.ts';
import * as schema from './schema.ts';

export const settleReview = change({
  name: 'review.settle',
  kind,
  input: schema.SettleReview,
  // The same lock as a decision: each of the two sees what the other one did.
  serial: 'owner-floor',
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now }, review) {
    if (campaignState(review, now) !== 'due')
      throw new Refusal('already_done', 'This review is settled already, or not due yet.');
    const taken = silenceTakes(review.scope);
    const others = await unanswered(tx, review.id, now, { ...taken, not: 'account-owner' });
    const isLast = others.length < settledAtOnce;
    // Account owners go last and together: only then is it known whether anybody is left who could undo it.
    const owners = isLast ? await unanswered(tx, review.id, now, { ...taken, equals: 'account-owner' }) : [];
    const suspended = await suspendAssignments(tx, now, [...others, ...owners]);
    await tx.reviewItem.updateMany({
      where: { campaignId: review.id, decision: null, assignmentId: { in: suspended } },
      data: { suspendedAt: now },
    });
    if (isLast) await tx.reviewCampaign.update({ where: { id: review.id }, data: { settledAt: now } });
    return { id: review.id, suspended: suspended.length, isLast };
  },
  summary: (review, { suspended }) =>
    `Review “${review.name}” is due: ${suspended} rights that nobody answered for are suspended`,
});

/** What lies above the ceiling of whoever started it stays: they could not have taken it away by their own answer. */
function silenceTakes(scope: unknown): { in?: string[] } {
  const { silenceTakes: slugs } = scope as { silenceTakes?: string[] };
  return slugs ? { in: slugs } : {};
}

/** Assignments of these items that are open still; one that another review has suspended keeps the days of that one. */
function unanswered(tx: Tx, campaignId: string, now: Date, role: Prisma.StringFilter) {
  return tx.assignment.findMany({
    where: {
      role,
      endedAt: null,
      suspendedAt: null,
      OR: [{ untilAt: null }, { untilAt: { gt: now } }],
      reviewItems: { some: { campaignId, decision: null } },
    },
    select: { id: true, role: true },
    take: settledAtOnce,
  });
}

export const closeReview = change({
  name: 'review.close',
  kind,
  input: schema.SettleReview,
  serial: 'owner-floor',
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now }, review) {
    if (review.closedAt || !review.settledAt || review.settledAt > settledBefore(now))
      throw new Refusal('already_done', 'This review is closed already, or can still be undone.');
    const items = await tx.reviewItem.findMany({
      where: { campaignId: review.id, suspendedAt: { not: null }, undoneAt: null, removedAt: null },
      select: { id: true, suspendedAt: true, assignment: { select: { id: true, suspendedAt: true } } },
      take: settledAtOnce,
    });
    // Only what this very review suspended: another one has its own days.
    const ids = items.flatMap(({ suspendedAt, assignment }) =>
      assignment?.suspendedAt?.getTime() === suspendedAt?.getTime() ? (assignment?.id ?? []) : [],
    );
    const { count } = await tx.assignment.updateMany({
      where: { id: { in: ids }, endedAt: null },
      data: { endedAt: now },
    });
    await tx.reviewItem.updateMany({
      where: { id: { in: items.map(({ id }) => id) } },
      data: { removedAt: now },
    });
    const isLast = items.length < settledAtOnce;
    if (isLast) await tx.reviewCampaign.update({ where: { id: review.id }, data: { closedAt: now } });
    return { id: review.id, ended: count, isLast };
  },
  summary: (review, { ended }) => `Review “${review.name}” closed: ${ended} suspended rights ended for good`,
});
