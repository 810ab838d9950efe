/** Promise: a vote is one person's, carried by a proof of that very request, and the first refusal closes it. */
import { type Context, change } from '../command.ts';
import type { Prisma, Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { close, requireOpen } from './commands.ts';
import { audited, type RequestSubject, requestKind } from './kind.ts';
import { neededNow } from './policy.ts';
import { others, personKey, usableUntil } from './rules.ts';
import { DecideApproval, DeclineApproval } from './schema.ts';
import { abilityObjection, objections } from './standing.ts';

export const approveRequest = change({
  name: 'approval.approve',
  kind: requestKind,
  input: DecideApproval,
  audited,
  sensitivity: 'critical',
  approval: 'votes',
  // Not of the row: a vote of somebody else in between changes that, and not what this one is about.
  boundTo: (request) => request.digest,
  async run(cx, request, { reason }) {
    const { tx, now } = cx;
    requireOpen(request, now);
    requireFirstVote(request, cx.actor.id);
    const objection = (await objections(tx, request, [cx.actor.id], now)).get(cx.actor.id);
    if (objection) throw new Refusal('forbidden', objection.you);
    await vote(cx, request.id, true, reason);
    const missing = (await neededNow(tx, request)) - (await peopleBehind(tx, request.id));
    if (request.state === 'waiting' && missing <= 0)
      await tx.approvalRequest.update({
        where: { id: request.id },
        data: { state: 'approved', approvedAt: now, expiresAt: usableUntil(now) },
      });
    return { id: request.id, missing: Math.max(0, missing), by: cx.actor.name };
  },
  summary: (request, { missing, by }) =>
    `${by} approves a request of ${request.requestedByName}${missing > 0 ? `, which waits for ${others(missing)} still` : ''}: ${request.summary}`,
});

/** Also of what was approved and not executed yet: whoever sees the harm in it stops it. */
export const declineRequest = change({
  name: 'approval.decline',
  kind: requestKind,
  input: DeclineApproval,
  audited,
  sensitivity: 'critical',
  approval: 'votes',
  boundTo: (request) => request.digest,
  async run(cx, request, { reason }) {
    requireOpen(request, cx.now);
    if (request.requestedBy === cx.actor.id)
      throw new Refusal('forbidden', 'You asked for this yourself. Withdraw it instead.');
    requireFirstVote(request, cx.actor.id);
    // What somebody owes to whoever asks keeps them from agreeing, and not from stopping it.
    const objection = await abilityObjection(cx.tx, request, cx.actor.id, cx.now);
    if (objection) throw new Refusal('forbidden', objection.you);
    await vote(cx, request.id, false, reason);
    await close(cx.tx, request.id, cx.now, 'declined', reason);
    return { id: request.id, by: cx.actor.name };
  },
  summary: (request, { by }) => `${by} declines a request of ${request.requestedByName}: ${request.summary}`,
});

function requireFirstVote(request: RequestSubject, operatorId: string): void {
  const own = request.votes.find((v) => v.operatorId === operatorId);
  if (own)
    throw new Refusal(
      'already_done',
      `You have ${own.approves ? 'approved' : 'declined'} this already. Nothing was changed.`,
    );
}

async function vote(cx: Context, requestId: string, approves: boolean, reason: string | null): Promise<void> {
  const { tx, actor, now, proof } = cx;
  if (actor.kind !== 'operator' || !proof)
    throw new Refusal('forbidden', 'Only a person decides what others ask for.');
  const note = { ...proof, at: proof.at.toISOString() } as Prisma.InputJsonValue;
  const by = { operatorId: actor.id, operatorName: actor.name };
  await tx.approvalVote.create({ data: { requestId, ...by, approves, reason, proof: note, at: now } });
}

/** How many people have approved: two accounts of one person are one. */
async function peopleBehind(tx: Tx, requestId: string): Promise<number> {
  const votes = await tx.approvalVote.findMany({
    where: { requestId, approves: true },
    select: { operatorId: true },
  });
  return countPeople(
    tx,
    votes.map((v) => v.operatorId),
  );
}

export async function countPeople(tx: Tx, ids: string[]): Promise<number> {
  const rows = await tx.operator.findMany({ where: { id: { in: ids } }, select: { email: true } });
  return new Set(rows.map((row) => personKey(row.email))).size;
}
