/** What a review keeps to. No database: pages and commands ask the same functions. */

export const daysToUndo = 7;
/** A review gives those whom it asks time to answer: with a minute alone, silence would be no answer. */
export const shortestDays = 3;
/**
 * What one transaction freezes on a busy machine, too: the guard compares each row with all that were touched. More is
 * several reviews.
 */
export const mostItems = 1000;
/** Settled in one transaction; each row counts twice there, as the item and as the assignment. */
export const settledAtOnce = 400;
/** Answered in one go. */
export const mostAtOnce = 200;
const day = 86_400_000;

export const undoUntil = (suspendedAt: Date) => new Date(suspendedAt.getTime() + daysToUndo * day);
export const earliestDue = (now: Date) => new Date(now.getTime() + shortestDays * day);
/** Reviews that were settled before are due to be closed. */
export const settledBefore = (now: Date) => new Date(now.getTime() - daysToUndo * day);

/** Why somebody may not cancel a review. */
export const heldByOwn =
  'A right of your own waits in this review for an answer, so somebody else cancels it. Nothing was changed.';

export type CampaignState = 'open' | 'due' | 'settled' | 'closed' | 'cancelled';

/** `due`: the date has passed and the worker is about to settle it. Cancelled is closed before it was settled. */
export function campaignState(
  { dueAt, settledAt, closedAt }: { dueAt: Date; settledAt: Date | null; closedAt: Date | null },
  now: Date,
): CampaignState {
  if (closedAt) return settledAt ? 'closed' : 'cancelled';
  if (settledAt) return 'settled';
  return dueAt <= now ? 'due' : 'open';
}

export type ItemState = 'unanswered' | 'kept' | 'removed' | 'suspended' | 'undone' | 'ended';

interface ItemFacts {
  decision: string | null;
  suspendedAt: Date | null;
  undoneAt: Date | null;
  removedAt: Date | null;
}

export function itemState({ decision, suspendedAt, undoneAt, removedAt }: ItemFacts): ItemState {
  if (undoneAt) return 'undone';
  if (suspendedAt) return removedAt ? 'ended' : 'suspended';
  if (decision === 'keep') return 'kept';
  return decision === 'remove' ? 'removed' : 'unanswered';
}
