/** How an answer is carried out. Called inside `run` only, under the owner-floor lock. */
import { mayOn } from '../access/ability.ts';
import { grantsOf } from '../access/held.ts';
import { settleOrphans } from '../applications/effects.ts';
import { countOwners, requireOwnerFloor } from '../assignments/effects.ts';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { giveAccountBack } from './account-effects.ts';
import type { ItemSubject } from './kind.ts';
import { daysToUndo, undoUntil } from './rules.ts';

/** Ends what is still open of these; what has ended by hand meanwhile stays as it is. */
export async function endAssignments(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  items: readonly ItemSubject[],
): Promise<void> {
  const open = items.flatMap(({ assignment }) => (assignment && !assignment.endedAt ? [assignment] : []));
  if (open.length === 0) return;
  await tx.assignment.updateMany({
    where: { id: { in: open.map(({ id }) => id) }, endedAt: null },
    data: { endedAt: now },
  });
  if (open.some(({ role }) => role === 'account-owner')) await requireOwnerFloor(tx, now);
}

/** What somebody may give, and therefore what nobody's answer takes away in a review that they start. */
export async function ceilingOf(tx: Tx, operatorId: string, now: Date): Promise<string[]> {
  const grants = (await grantsOf(tx, [operatorId], now)).get(operatorId) ?? [];
  const reaching = grants.filter(({ environmentId }) => environmentId === null);
  return [...new Set(reaching.flatMap(({ ceiling }) => ceiling))].sort();
}

/** Lifts a suspension by the review; returns whose right it is. */
export async function giveBack(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  item: ItemSubject,
): Promise<string[]> {
  const { label, assignment, suspendedAt, undoneAt, removedAt } = item;
  if (!suspendedAt || undoneAt || removedAt)
    throw new Refusal('conflict', `“${label}” is not suspended by the review. Nothing was changed.`);
  if (now >= undoUntil(suspendedAt))
    throw new Refusal(
      'conflict',
      `The ${daysToUndo} days to undo it are over. ${item.keyId ? 'Make a new service account' : 'Give the role again'} instead. Nothing was changed.`,
    );
  // Nobody has more by it than before: the person behind it held what its scopes are cut to all along.
  if (item.keyId) {
    await giveAccountBack({ tx, now }, item);
    return [];
  }
  if (!assignment || assignment.endedAt || assignment.suspendedAt?.getTime() !== suspendedAt.getTime())
    throw new Refusal('conflict', `“${label}” has ended already. Nothing was changed.`);
  await tx.assignment.update({ where: { id: assignment.id }, data: { suspendedAt: null } });
  const { operatorId, groupId } = assignment;
  if (operatorId) return [operatorId];
  const where = { groupId: groupId ?? '' };
  const members = await tx.groupMember.findMany({ where, select: { operatorId: true } });
  return members.map((member) => member.operatorId);
}

/** A deputy is taken out; in an owner's place steps the deputy: an application is never nobody's by a review. */
export async function takeOffApplication(cx: Context, { applicationId, operatorId, keyId }: ItemSubject) {
  if (!applicationId || !operatorId || keyId) return;
  const { tx, access } = cx;
  await tx.$queryRaw`SELECT 1 FROM application WHERE id = ${applicationId}::uuid FOR UPDATE`;
  const row = await tx.application.findUnique({
    where: { id: applicationId },
    select: {
      id: true,
      name: true,
      environmentId: true,
      ownerId: true,
      deputyId: true,
      deputy: { select: { state: true } },
    },
  });
  if (!row || (row.ownerId !== operatorId && row.deputyId !== operatorId)) return;
  if (!mayOn(access, 'application.hand_over', 'Application', row))
    throw new Refusal('forbidden', `Your roles do not permit handing ${row.name} over.`);
  if (row.deputyId === operatorId) {
    await setPeople(tx, row.id, { deputyId: null });
    // The deputy may have been the last one active who answered for it.
    return settleOrphans(cx, [row.ownerId]);
  }
  if (!row.deputyId || row.deputy?.state !== 'active')
    throw new Refusal(
      'conflict',
      `${row.name} has no active deputy who would step in. Hand it over first; that answers the review, too, when you keep nothing of it.`,
    );
  return setPeople(tx, row.id, { ownerId: row.deputyId, deputyId: null });
}

async function setPeople(tx: Tx, id: string, people: { ownerId?: string; deputyId: null }): Promise<void> {
  await tx.application.update({ where: { id }, data: { ...people, version: { increment: 1 } } });
}

/**
 * Suspends these. The account owners among them stay where nobody would be left who could undo it: returns those that
 * were suspended.
 */
export async function suspendAssignments(
  tx: Tx,
  now: Date,
  assignments: readonly { id: string; role: string }[],
): Promise<string[]> {
  const ids = assignments.map(({ id }) => id);
  await tx.assignment.updateMany({ where: { id: { in: ids } }, data: { suspendedAt: now } });
  const owners = assignments.filter(({ role }) => role === 'account-owner').map(({ id }) => id);
  if (owners.length === 0 || (await countOwners(tx, now)) > 0) return ids;
  await tx.assignment.updateMany({ where: { id: { in: owners } }, data: { suspendedAt: null } });
  return ids.filter((id) => !owners.includes(id));
}
