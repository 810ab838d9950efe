/** Promise: a request says what the rehearsal found and nothing else, waits once, and closes for good. */
import { z } from 'zod';
import { change, creation } from '../command.ts';
import { Prisma } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { audited, type RequestSubject, requestKind } from './kind.ts';
import { AlreadyAsked, Rehearsal } from './outcomes.ts';
import { closedWords, isOpen, others, waitsUntil } from './rules.ts';
import { ExpireApproval, VoidApproval, WithdrawApproval } from './schema.ts';

/** The corridor's own, in the name of whoever walked it: no form and no API call can make a rehearsal. */
export const requestApproval = creation({
  name: 'approval.request',
  kind: requestKind,
  input: z.object({ rehearsal: z.instanceof(Rehearsal) }),
  audited,
  sensitivity: 'critical',
  approval: 'asks',
  bindingOf: ({ rehearsal }) => rehearsal.draft.proof.binding,
  async create({ tx, actor, now }, { rehearsal: { draft } }) {
    // Two copies that arrive together must not both find the place empty.
    const place = `approval ${actor.id} ${draft.digest}`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${place}))`;
    const open = await tx.approvalRequest.findFirst({
      where: {
        requestedBy: actor.id,
        digest: draft.digest,
        state: { in: ['waiting', 'approved'] },
        expiresAt: { gt: now },
      },
      select: { id: true, needed: true, state: true },
    });
    if (open) throw new AlreadyAsked(open);
    const { subjectType, environmentId, command } = draft;
    return { requestedBy: actor.id, subjectType, environmentId, command };
  },
  async run({ tx, actor, now, proof }, _, { rehearsal: { draft } }) {
    const { before, after, input, proof: _own, ...fields } = draft;
    const json = (value: unknown) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue));
    return tx.approvalRequest.create({
      data: {
        ...fields,
        input: input as Prisma.InputJsonValue,
        before: json(before),
        after: json(after),
        requestedBy: actor.id,
        requestedByName: actor.name,
        requestedAt: now,
        requestProof: { ...proof, at: proof?.at.toISOString() } as Prisma.InputJsonValue,
        expiresAt: waitsUntil(now),
      },
      select: { id: true, needed: true, state: true },
    });
  },
  summary: (request) =>
    `${request.requestedByName} asks for the approval of ${others(request.needed)}: ${request.summary}`,
});

export const withdrawApproval = change({
  name: 'approval.withdraw',
  kind: requestKind,
  input: WithdrawApproval,
  audited,
  sensitivity: 'routine',
  async run({ tx, now, actor }, request) {
    if (request.requestedBy !== actor.id)
      throw new Refusal('forbidden', 'Only whoever asked withdraws a request. Decline it instead.');
    requireOpen(request, now);
    await close(tx, request.id, now, 'withdrawn', null);
    return { id: request.id };
  },
  summary: (request) => `${request.requestedByName} withdrew a request: ${request.summary}`,
});

/** By the clock: what nobody decided within 7 days, or used within 24 hours of its approval. */
export const expireApproval = change({
  name: 'approval.expire',
  kind: requestKind,
  input: ExpireApproval,
  audited,
  sensitivity: 'routine',
  async run({ tx, now }, request) {
    if (request.closedAt || request.expiresAt > now)
      throw new Refusal('conflict', 'The time of this request is not over. Nothing was changed.');
    await close(tx, request.id, now, 'expired', request.state === 'approved' ? 'unused' : 'undecided');
    return { id: request.id };
  },
  summary: (request) =>
    `A request of ${request.requestedByName} expired ${request.closedReason === 'unused' ? 'approved, but not used' : 'undecided'}: ${request.summary}`,
});

/** By the corridor, after an execution that found something else than what was approved. */
export const voidApproval = change({
  name: 'approval.void',
  kind: requestKind,
  input: VoidApproval,
  audited,
  sensitivity: 'routine',
  async run({ tx, now }, request, { why }) {
    requireOpen(request, now);
    await close(tx, request.id, now, 'stale', why);
    return { id: request.id };
  },
  summary: (request) =>
    `An approval for ${request.requestedByName} counts no more, since what it was for has changed: ${request.summary}`,
});

export function requireOpen(request: RequestSubject, now: Date): void {
  if (!isOpen(request, now))
    throw new Refusal('conflict', closedWords(request, now) ?? 'This request is closed.');
}

/** Called inside `run` only. */
export async function close(
  tx: Parameters<typeof requestKind.find>[0],
  id: string,
  now: Date,
  state: 'withdrawn' | 'expired' | 'stale' | 'declined',
  closedReason: string | null,
): Promise<void> {
  await tx.approvalRequest.update({ where: { id }, data: { state, closedAt: now, closedReason } });
}
