import type { Viewer } from '#lib/auth/current.ts';
import type { Need } from '#lib/overview/queries.ts';
import { reviewsThatWait } from '#lib/reviews/waiting.ts';

/** What is looked up for Overview, beside the checks of lib/overview. */
export const reviewChecks = ['access reviews with rights that wait for your answer'];

const twoDays = 2 * 86_400_000;

/** For Overview: what is suspended on the day that it is due, unless the viewer answers. */
export async function reviewNeeds({ reader, now }: Viewer): Promise<Need[]> {
  const reviews = await reviewsThatWait(reader);
  return reviews.map(({ id, name, dueAt, left }) => ({
    id: `review-${id}`,
    kind: 'review',
    urgent: dueAt.getTime() - now.getTime() < twoDays,
    title: `Access review ${name}`,
    detail: `${left === 1 ? '1 right waits' : `${left} rights wait`} for your answer · what nobody answers is suspended`,
    at: dueAt,
    subjectId: id,
  }));
}
