import { execute } from '#lib/execute.ts';
import { reviewsDue, reviewsToClose } from '#lib/reviews/due.ts';
import { closeReview, settleReview } from '#lib/reviews/due-commands.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Suspends at the due date what nobody answered for, and ends it when the days to undo are over. */
export async function settleReviews(now: Date): Promise<number> {
  let done = 0;
  for (const id of await reviewsDue(now)) done += await toTheEnd(settleReview, id, now);
  for (const id of await reviewsToClose(now)) done += await toTheEnd(closeReview, id, now);
  return done;
}

/** A large review takes several transactions; what is left when one fails is done at the next turn. */
async function toTheEnd(command: typeof settleReview | typeof closeReview, id: string, now: Date) {
  for (;;) {
    const outcome = await execute<typeof command.input, { isLast: boolean }>(
      command,
      workerActor,
      { id },
      {
        origin: workerOrigin,
        now,
      },
    );
    if (outcome.kind !== 'done') return 0;
    if (outcome.result.isLast) return 1;
  }
}
