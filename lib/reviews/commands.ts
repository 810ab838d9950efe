/** Promise: whoever keeps a right says so by name, and a right that nobody answers for is gone. */
import { scopeOf } from '../access/scope.ts';
import { type Context, change, creation } from '../command.ts';
import { requireNoConflict, warned } from '../duties/effects.ts';
import { notFound, Refusal } from '../errors.ts';
import { endAccounts, noteAnswered } from './account-effects.ts';
import { ceilingOf, endAssignments, giveBack, takeOffApplication } from './effects.ts';
import { countItems, itemsOf } from './items.ts';
import {
  auditedCampaign,
  auditedItem,
  campaignKind,
  type ItemSubject,
  itemKind,
  itemSelect,
} from './kind.ts';
import { openOf } from './own.ts';
import { campaignState, earliestDue, heldByOwn, mostItems, shortestDays } from './rules.ts';
import * as schema from './schema.ts';

/**
 * Freezes who holds what in the scope, with the last use of each, and which roles silence takes: those inside the
 * starter's ceiling. Without that an administrator would take away by nobody's answer what they may not touch.
 */
export const startReview = creation({
  name: 'review.start',
  kind: campaignKind,
  input: schema.StartReview,
  audited: auditedCampaign,
  // What nobody answers is taken away: it is asked of whoever sits there.
  sensitivity: 'sensitive',
  create: async () => ({}),
  async run({ tx, actor, now }, _, { name, dueAt, reason: __, ...scope }) {
    if (dueAt < earliestDue(now))
      throw new Refusal('invalid', 'Correct the marked fields.', {
        dueAt: `Give people at least ${shortestDays} days to answer.`,
      });
    const count = await countItems(tx, scope, now);
    if (count === 0)
      throw new Refusal('conflict', 'Nobody holds anything of this. There is nothing to review.');
    if (count > mostItems)
      throw new Refusal('conflict', `These are ${count} rights; one review takes ${mostItems}. Narrow it.`);
    const { id } = await tx.reviewCampaign.create({
      data: {
        name,
        scope: { ...scope, silenceTakes: await ceilingOf(tx, actor.id, now) },
        dueAt,
        startedBy: actor.id,
        startedByName: actor.name,
        startedAt: now,
      },
      select: { id: true },
    });
    const items = await itemsOf(tx, scope, now);
    await tx.reviewItem.createMany({ data: items.map((item) => ({ ...item, campaignId: id })) });
    return { id };
  },
  summary: (review) => `Review “${review.name}” of ${review.items} rights started`,
});

export const decideReview = change({
  name: 'review.decide',
  kind: itemKind,
  input: schema.DecideReview,
  serial: 'owner-floor',
  audited: auditedItem,
  sensitivity: 'sensitive',
  async run(cx, item, { also, decision, reason }) {
    const items = [item, ...(await others(cx, 'review.decide', item, also))];
    requireOpen(item, cx.now);
    const answered = items.find((one) => one.decision !== null);
    if (answered)
      throw new Refusal('conflict', `“${answered.label}” was decided already. Nothing was changed.`);
    const removes = decision === 'remove';
    if (removes) {
      await endAssignments(cx, items);
      await endAccounts(cx, accountsOf(items), reason);
      for (const one of items) await takeOffApplication(cx, one);
    }
    await cx.tx.reviewItem.updateMany({
      where: { id: { in: items.map(({ id }) => id) } },
      data: {
        decision,
        reason,
        decidedBy: cx.actor.id,
        decidedByName: cx.actor.name,
        decidedAt: cx.now,
        removedAt: removes ? cx.now : null,
      },
    });
    await noteAnswered(cx.tx, items);
    return { id: item.id, campaignId: item.campaignId, count: items.length };
  },
  summary: (item, { count }) =>
    `${item.campaign.name}: ${item.decision === 'keep' ? 'kept' : 'removed'} ${count === 1 ? '' : `${count} rights, `}${item.label}`,
});

const accountsOf = (items: readonly ItemSubject[]) => items.flatMap(({ keyId }) => keyId ?? []);

/** What another one may not decide is not there for them: the whole answer is refused, and nothing of it is done. */
async function others(
  { tx, access }: Context,
  command: string,
  item: ItemSubject,
  also: readonly string[],
): Promise<ItemSubject[]> {
  const ids = [...new Set(also)].filter((id) => id !== item.id);
  if (ids.length === 0) return [];
  const found = await tx.reviewItem.findMany({
    where: {
      AND: [{ id: { in: ids }, campaignId: item.campaignId }, scopeOf(access, command, 'ReviewItem')],
    },
    select: itemSelect,
    orderBy: { id: 'asc' },
  });
  if (found.length < ids.length) throw notFound(itemKind.noun);
  return found;
}

function requireOpen({ campaign }: ItemSubject, now: Date): void {
  const state = campaignState(campaign, now);
  if (state === 'open') return;
  throw new Refusal(
    'conflict',
    state === 'cancelled'
      ? 'This review was cancelled. Nothing was changed.'
      : 'The time of this review is over: what nobody answered is suspended. Nothing was changed.',
  );
}

/** Gives back what was suspended since nobody answered; whoever does it answers for it from then on. */
export const undoReview = change({
  name: 'review.undo',
  kind: itemKind,
  input: schema.UndoReview,
  serial: 'owner-floor',
  audited: auditedItem,
  sensitivity: 'sensitive',
  async run(cx, item, { also, reason }) {
    const items = [item, ...(await others(cx, 'review.undo', item, also))];
    const people: string[] = [];
    for (const one of items) people.push(...(await giveBack(cx, one)));
    await cx.tx.reviewItem.updateMany({
      where: { id: { in: items.map(({ id }) => id) } },
      data: {
        undoneAt: cx.now,
        decision: 'keep',
        reason,
        decidedBy: cx.actor.id,
        decidedByName: cx.actor.name,
        decidedAt: cx.now,
      },
    });
    await noteAnswered(cx.tx, items);
    const warnings = await requireNoConflict(cx, [...new Set(people)]);
    return { id: item.id, campaignId: item.campaignId, count: items.length, warnings };
  },
  summary: (item, { count, warnings }) =>
    `${count === 1 ? '' : `${count} rights, `}${item.label} in force again${warned(warnings)}`,
});

/**
 * What was decided stays; nothing that is open is suspended. Never by whoever waits in it for an answer of others: they
 * would keep their own right by nobody's word. All account owners are told.
 */
export const cancelReview = change({
  name: 'review.cancel',
  kind: campaignKind,
  input: schema.CancelReview,
  serial: 'owner-floor',
  audited: auditedCampaign,
  sensitivity: 'sensitive',
  async run({ tx, actor, now }, review) {
    if (campaignState(review, now) !== 'open')
      throw new Refusal('conflict', 'This review is over already. Nothing was changed.');
    if (await tx.reviewItem.findFirst({ where: openOf(review.id, actor.id), select: { id: true } }))
      throw new Refusal('conflict', heldByOwn);
    await tx.reviewCampaign.update({ where: { id: review.id }, data: { closedAt: now } });
    const text = `${actor.name} cancelled the access review “${review.name}” of ${review.items} rights before its due date. What nobody had answered stays in force.`;
    await tx.notice.create({ data: { action: 'review.cancel', text, actorName: actor.name } });
    return { id: review.id };
  },
  summary: (review) => `Review “${review.name}” cancelled; what was decided stays`,
});

/** Told before the file leaves, as of every export that goes to an auditor. */
export const exportReview = change({
  name: 'review.export',
  kind: campaignKind,
  input: schema.ExportReview,
  audited: [],
  sensitivity: 'routine',
  run: async (_, review) => ({ id: review.id, rows: review.items }),
  summary: (review, { rows }, { format }) =>
    `Evidence of “${review.name}” exported as ${format.toUpperCase()}: ${rows} rights`,
});
