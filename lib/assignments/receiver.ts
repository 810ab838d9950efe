import type { Receiver } from '../access/granting.ts';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

/**
 * Who gets it, with the members of a group as they are: they stand in what others approve. The group's row is locked,
 * or somebody who is put into it meanwhile would get the role unseen, and whoever puts them there would not see it.
 */
export async function receiverOf(
  tx: Tx,
  operatorId: string | null,
  groupId: string | null,
): Promise<Receiver> {
  if (operatorId) return { operatorId };
  if (!groupId) return null;
  await tx.$queryRaw`SELECT 1 FROM operator_group WHERE id = ${groupId}::uuid FOR UPDATE`;
  const members = await tx.groupMember.findMany({
    where: { groupId },
    select: { operatorId: true },
    orderBy: { operatorId: 'asc' },
  });
  return { groupId, group: { members } };
}

interface Wanted {
  operatorId: string | null;
  groupId: string | null;
  role: string;
}

/** Called inside `run` only: whoever gets it can have it. Returns the people whom it reaches. */
export async function requireReceiver(
  { tx }: Pick<Context, 'tx'>,
  { operatorId, groupId, role }: Wanted,
): Promise<string[]> {
  if (groupId) return requireGroup(tx, groupId, role);
  const operator = await tx.operator.findUnique({
    where: { id: operatorId ?? '' },
    select: { id: true, state: true },
  });
  if (!operator) throw wrong({ operatorId: 'Choose an operator.' });
  if (operator.state !== 'active')
    throw new Refusal('conflict', 'This operator is disabled. Enable them first.');
  return [operator.id];
}

async function requireGroup(tx: Tx, groupId: string, role: string): Promise<string[]> {
  const group = await tx.group.findFirst({
    where: { id: groupId, endedAt: null },
    select: { members: { select: { operatorId: true } } },
  });
  if (!group) throw wrong({ groupId: 'Choose a group.' });
  if (role === 'account-owner')
    throw wrong({ role: 'Account owners are named one by one: no group can be one.' });
  return group.members.map((member) => member.operatorId);
}

/** Over is over: nothing is taken back or moved of what has ended by hand or by its date. */
export function requireOpen({ endedAt, untilAt }: { endedAt: Date | null; untilAt: Date | null }, now: Date) {
  if (endedAt || (untilAt && untilAt <= now))
    throw new Refusal('conflict', 'This assignment has ended already. Nothing was changed.');
}

const wrong = (fields: Record<string, string>) =>
  new Refusal('invalid', 'Correct the marked fields.', fields);
