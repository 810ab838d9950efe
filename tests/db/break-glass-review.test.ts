/** Who could sign the review of an opening: only somebody whose role counts now. */
import { expect, it } from 'vitest';
import { hasOtherOwner } from '#lib/break-glass/review-commands.ts';
import { db } from '#lib/db/client.ts';
import { commands } from '#lib/registry.ts';
import { settleReviews } from '#worker/settle-reviews.ts';
import { executeProven } from '../support/proven.ts';
import { world } from '../support/world.ts';

const w = world();
const run = 4 * 86_400_000;
const later = (ms: number) => new Date(Date.now() + ms);

it('an account owner whose right is suspended is nobody else who could sign it', async () => {
  const [first, second, third] = [
    await w.another('account-owner'),
    await w.another('account-owner'),
    await w.another('account-owner'),
  ];
  const opening = { firstId: first.id, secondId: second.id };
  // Nobody else holds the role, or the answer would be about them.
  const others = await db().assignment.count({
    where: { role: 'account-owner', operatorId: { notIn: [first.id, second.id, third.id] } },
  });
  expect(others).toBe(0);
  expect(await hasOtherOwner(db(), opening, new Date())).toBe(true);

  const origin = { channel: 'console' as const, address: null, userAgent: null };
  const reason = 'the quarter is over';
  const review = await executeProven(
    commands.startReview,
    first.actor,
    { name: 'Owners', kind: 'roles', roles: ['account-owner'], dueAt: later(run).toISOString(), reason },
    { origin },
  );
  if (review.kind !== 'done') throw new Error(JSON.stringify(review));
  const item = await db().reviewItem.findFirstOrThrow({
    where: { campaignId: review.result.id, operatorId: first.id },
  });
  const kept = { id: item.id, decision: 'keep', reason };
  expect(await executeProven(commands.decideReview, second.actor, kept, { origin })).toMatchObject({
    kind: 'done',
  });
  await settleReviews(later(run + 1_000));
  const held = await db().assignment.findFirstOrThrow({ where: { operatorId: third.id } });
  expect(held).toMatchObject({ endedAt: null, suspendedAt: expect.any(Date) });
  expect(await hasOtherOwner(db(), opening, later(run + 2_000))).toBe(false);
});
