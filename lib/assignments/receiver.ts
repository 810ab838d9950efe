import { mayGrant, type Receiver } from '../access/granting.ts';
import { selvesOf } from '../approvals/caused.ts';
import { personKey } from '../approvals/rules.ts';
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

/** The people whom it reaches now. */
export function reachedBy(
  to: {
    operatorId?: string | null;
    group?: { members: readonly { operatorId: string }[] };
  } | null,
): string[] {
  return to?.operatorId ? [to.operatorId] : (to?.group?.members.map(({ operatorId }) => operatorId) ?? []);
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

type Giver = Pick<Context, 'tx' | 'access' | 'actor' | 'holder'>;

/**
 * Nobody gives themselves a role by another account of theirs either: the same address is the same person (docs/access.md).
 * An account owner has everything already, and may have to move from one provider to another alone.
 */
export async function requireOthers(cx: Giver, operatorIds: readonly string[]): Promise<void> {
  const [own] = operatorIds.length > 0 ? await ownAmong(cx, operatorIds) : [];
  if (own) throw new Refusal('forbidden', `${own.name} is an account of yours, too: ${somebodyElse}`);
}

/** The same of somebody who is no operator yet. */
export async function requireOtherPerson(cx: Giver, email: string): Promise<void> {
  if (!isBound(cx)) return;
  const self = await cx.tx.operator.findUnique({ where: { id: cx.holder }, select: { email: true } });
  if (self && personKey(self.email) === personKey(email))
    throw new Refusal('forbidden', `This is your own address: ${somebodyElse}`);
}

const somebodyElse = 'ask somebody else who may give that role. Nothing was changed.';
const isBound = ({ access, actor }: Giver) =>
  ['operator', 'service'].includes(actor.kind) && !mayGrant(access, 'account-owner', null);

async function ownAmong(cx: Giver, operatorIds: readonly string[]): Promise<{ name: string }[]> {
  if (!isBound(cx)) return [];
  const { ids } = await selvesOf(cx.tx, cx.holder);
  const own = ids.filter((id) => id !== cx.holder && operatorIds.includes(id));
  return own.length > 0
    ? cx.tx.operator.findMany({ where: { id: { in: own } }, select: { name: true } })
    : [];
}

/** Over is over: nothing is taken back or moved of what has ended by hand or by its date. */
export function requireOpen({ endedAt, untilAt }: { endedAt: Date | null; untilAt: Date | null }, now: Date) {
  if (endedAt || (untilAt && untilAt <= now))
    throw new Refusal('conflict', 'This assignment has ended already. Nothing was changed.');
}

const wrong = (fields: Record<string, string>) =>
  new Refusal('invalid', 'Correct the marked fields.', fields);
