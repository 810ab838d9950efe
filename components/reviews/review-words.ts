import { formatCount, relativeTime } from '#components/ui/format.ts';
import type { ItemAccount, ItemRow, ReviewPage, ReviewRow } from '#lib/reviews/queries.ts';

const verbs: Record<string, string> = {
  'session.start': 'only reads; last signed in',
  'service_account.call': 'last called',
};

/** Of a service account: "Keys: see, rotate · expires in 3 mo" */
export function accountWords(account: ItemAccount, now: Date): string | null {
  if (!account) return null;
  const { permissions, expiresAt, state } = account;
  const rests = state === 'suspended' ? ['suspended by hand'] : [];
  const until = expiresAt
    ? [`${expiresAt > now ? 'expires' : 'expired'} ${relativeTime(expiresAt, now)}`]
    : [];
  return [permissions || 'No permission', ...until, ...rests].join(' · ');
}

/** "never used", "key rotate 3 d ago" */
export function lastUseWords(
  { lastUsedAt, lastUsedFor }: Pick<ItemRow, 'lastUsedAt' | 'lastUsedFor'>,
  now: Date,
): string {
  if (!lastUsedAt || !lastUsedFor) return 'never used';
  const did = verbs[lastUsedFor] ?? lastUsedFor.replaceAll(/[._]/g, ' ');
  return `${did} ${relativeTime(lastUsedAt, now)}`;
}

export function stateWords(review: ReviewRow | ReviewPage, now: Date): string {
  const answered = `${formatCount(review.answered)} of ${formatCount(review.items)} answered`;
  switch (review.state) {
    case 'open':
      return `${answered} · due ${relativeTime(review.dueAt, now)}`;
    case 'due':
      return `${answered} · due, what is unanswered is being suspended`;
    case 'settled':
      return `${answered} · settled, can be undone for 7 days`;
    case 'closed':
      return `${answered} · closed`;
    case 'cancelled':
      return `${answered} · cancelled`;
  }
}

/** What came of a right, and who answered. */
export function outcomeWords(item: ItemRow, now: Date, isOver = false): string {
  const by = item.decidedByName ?? 'Somebody';
  // What a directory's group brings is asked for again at the next sign-in, and given by a person alone.
  const asks = item.assignment?.source === 'mapped' ? ' Its group asks for it again; somebody decides.' : '';
  switch (item.state) {
    case 'unanswered':
      if (item.account && ['revoked', 'expired'].includes(item.account.state))
        return `Unanswered; the account is ${item.account.state} already`;
      return isOver ? 'Unanswered, and stays: silence does not take it' : 'Unanswered';
    case 'kept':
      return `Kept by ${by}: ${item.reason}`;
    case 'removed':
      return `Removed by ${by}: ${item.reason}${asks && '.'}${asks}`;
    case 'suspended':
      return `Suspended, nobody answered; ends ${item.undoUntil ? relativeTime(item.undoUntil, now) : 'soon'}`;
    case 'undone':
      return `Suspended, given back by ${by}: ${item.reason}`;
    case 'ended':
      return `Ended, nobody answered${asks && '.'}${asks}`;
  }
}
