import { reviewsDue, reviewsToClose } from '#lib/reviews/due.ts';
import { closeReview, settleReview } from '#lib/reviews/due-commands.ts';
import { runEach } from './run-each.ts';

/** Suspends at the due date what nobody answered for, and ends it when the days to undo are over. */
export async function settleReviews(now: Date): Promise<number> {
  let done = 0;
  for (const id of await reviewsDue(now)) done += await toTheEnd(settleReview, id, now);
  for (const id of await reviewsToClose(now)) done += await toTheEnd(closeReview, id, now);
  return done;
}

/** A large review takes several transactions; what is left when one is refused is done at a later turn. */
async function toTheEnd(command: typeof settleReview | typeof closeReview, id: string, now: Date) {
  for (;;) {
    const [result] = await runEach<typeof command.input, { isLast: boolean }>(command, [{ id }], now);
    if (!result) return 0;
    if (result.isLast) return 1;
  }
}
