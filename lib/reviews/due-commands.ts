/** The worker's alone: what nobody answered is suspended at the due date, and ends for good after the days to undo. */
import { coversAccounts } from '../access/review-rows.ts';
import { change } from '../command.ts';
import type { Prisma, Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { endAccounts, suspendAccounts, unansweredAccounts } from './account-effects.ts';
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
    const room = settledAtOnce - others.length;
    const accounts = takesAccounts(taken) ? await unansweredAccounts(tx, review.id, now, room) : [];
    const isLast = accounts.length < room;
    // Account owners go last and together: only then is it known whether anybody is left who could undo it.
    const owners = isLast ? await unanswered(tx, review.id, now, { ...taken, equals: 'account-owner' }) : [];
    const suspended = await suspendAssignments(tx, now, [...others, ...owners]);
    await suspendAccounts(tx, now, accounts);
    await tx.reviewItem.updateMany({
      where: {
        campaignId: review.id,
        decision: null,
        OR: [{ assignmentId: { in: suspended } }, { keyId: { in: accounts } }],
      },
      data: { suspendedAt: now },
    });
    if (isLast) await tx.reviewCampaign.update({ where: { id: review.id }, data: { settledAt: now } });
    return { id: review.id, suspended: suspended.length + accounts.length, isLast };
  },
  summary: (review, { suspended }) =>
    `Review “${review.name}” is due: ${suspended} rights that nobody answered for are suspended`,
});

/** What lies above the ceiling of whoever started it stays: they could not have taken it away by their own answer. */
function silenceTakes(scope: unknown): { in?: string[] } {
  const { silenceTakes: slugs } = scope as { silenceTakes?: string[] };
  return slugs ? { in: slugs } : {};
}

/** Service accounts lie inside a ceiling as a whole. */
const takesAccounts = ({ in: slugs }: { in?: string[] }) => slugs === undefined || coversAccounts(slugs);

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
      select: {
        id: true,
        suspendedAt: true,
        assignment: { select: { id: true, suspendedAt: true } },
        key: { select: { id: true, suspendedAt: true } },
      },
      take: settledAtOnce,
    });
    // Only what this very review suspended: another one has its own days.
    const taken = (of: 'assignment' | 'key') =>
      items.flatMap(({ suspendedAt, [of]: right }) =>
        right?.suspendedAt?.getTime() === suspendedAt?.getTime() ? (right?.id ?? []) : [],
      );
    const { count } = await tx.assignment.updateMany({
      where: { id: { in: taken('assignment') }, endedAt: null },
      data: { endedAt: now },
    });
    const why = `Nobody answered for it in the access review “${review.name}”`;
    const accounts = await endAccounts({ tx, now }, taken('key'), why);
    await tx.reviewItem.updateMany({
      where: { id: { in: items.map(({ id }) => id) } },
      data: { removedAt: now },
    });
    const isLast = items.length < settledAtOnce;
    if (isLast) await tx.reviewCampaign.update({ where: { id: review.id }, data: { closedAt: now } });
    return { id: review.id, ended: count + accounts, isLast };
  },
  summary: (review, { ended }) => `Review “${review.name}” closed: ${ended} suspended rights ended for good`,
});
