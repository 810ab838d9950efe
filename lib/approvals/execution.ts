/** Promise: an approval is used once, by whoever asked, for what was approved, while everybody behind it still counts. */
import type { Actor } from '../access/actor.ts';
import type { Command } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { notFound, Refusal } from '../errors.ts';
import { requestSelect } from './kind.ts';
import { neededNow } from './policy.ts';
import { closedWords, isOpen, others } from './rules.ts';
import { objections } from './standing.ts';
import { countPeople } from './vote-commands.ts';

export interface Approved {
  id: string;
  digest: string;
  /** Names of those whose approval counts now. */
  by: string[];
}

/** Locks the request first of all, so that of two executions, or of one and a refusal, only one finds it open. */
export async function openApproval(
  tx: Tx,
  requestId: string,
  { command, actor, now }: { command: Command; actor: Actor; now: Date },
): Promise<Approved> {
  if (actor.kind !== 'operator') throw notFound('This request');
  await tx.$queryRaw`SELECT 1 FROM approval_request WHERE id = ${requestId}::uuid FOR UPDATE`;
  const request = await tx.approvalRequest.findFirst({
    where: { id: requestId, requestedBy: actor.id, command: command.name },
    select: {
      ...requestSelect,
      votes: {
        where: { approves: true },
        select: { operatorId: true, operatorName: true },
        orderBy: { at: 'asc' },
      },
    },
  });
  if (!request) throw notFound('This request');
  const { digest, votes } = request;
  const needed = await neededNow(tx, request);
  if (!isOpen(request, now)) throw new Refusal('conflict', closedWords(request, now) ?? '');
  if (request.state === 'waiting')
    throw new Refusal('conflict', `This waits for ${others(needed)} still. Nothing was changed.`);
  const against = await objections(
    tx,
    request,
    votes.map((v) => v.operatorId),
    now,
  );
  const counting = votes.filter((v) => !against.has(v.operatorId));
  const people = await countPeople(
    tx,
    counting.map((v) => v.operatorId),
  );
  if (people < needed && counting.length === votes.length)
    throw new Refusal(
      'conflict',
      `The rule asks for ${others(needed)} by now. Somebody else has to approve it first. Nothing was changed.`,
    );
  if (people < needed) {
    const lost = votes.find((v) => against.has(v.operatorId));
    const why = lost ? `${lost.operatorName} ${against.get(lost.operatorId)?.they}. ` : '';
    throw new Refusal(
      'conflict',
      `An approval no longer counts. ${why}Somebody else has to approve it first. Nothing was changed.`,
    );
  }
  return { id: request.id, digest, by: counting.map((v) => v.operatorName) };
}

/** In the transaction of the change: the approval is used when that commits, and only then. */
export async function markExecuted(tx: Tx, { id }: Approved, now: Date): Promise<void> {
  await tx.approvalRequest.update({ where: { id }, data: { state: 'executed', closedAt: now } });
}
