import { mayOn } from '../access/ability.ts';
import { administrativeRoles, grantedWithApproval, type Role } from '../access/roles.ts';
import type { Sensitivity } from '../audit/record.ts';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

export interface WantedAssignment {
  operatorId: string;
  groupId?: null;
  role: Role;
  environmentId: string | null;
  untilAt: Date | null;
  reason: string;
  /** Set for what a connection gives: it takes it back as well, and the person behind it wrote the mapping. */
  mapped?: { causedBy: string };
}

/** Administrative roles, and what lies in the granter's ceiling only with approval, are critical (docs/access.md). */
export function grantSensitivity(
  { access, actor }: Pick<Context, 'access' | 'actor'>,
  role: Role,
): Sensitivity {
  if (administrativeRoles.includes(role)) return 'critical';
  const isAccessManager =
    actor.kind === 'operator' &&
    !mayOn(access, 'assignment.create', 'Assignment', {
      role: 'administrator',
      operatorId: 'somebody else',
      groupId: null,
      environmentId: null,
    });
  return isAccessManager && grantedWithApproval['access-manager']?.includes(role) ? 'critical' : 'sensitive';
}

/** Called inside `run` only. Refuses a second assignment of the same role that is already in force. */
export async function assign({ tx, actor, now }: Context, wanted: WantedAssignment): Promise<{ id: string }> {
  if (wanted.untilAt && wanted.untilAt <= now)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      untilAt: 'Choose an instant that is still to come.',
    });
  const same = await tx.assignment.findFirst({
    where: {
      operatorId: wanted.operatorId,
      role: wanted.role,
      environmentId: wanted.environmentId,
      endedAt: null,
      OR: [{ untilAt: null }, { untilAt: { gt: now } }],
    },
    select: { id: true },
  });
  if (same)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      role: 'They have this role there already.',
    });
  const { mapped, ...data } = wanted;
  const by = mapped ? { source: 'mapped', ...mapped } : { source: 'given', causedBy: actor.id };
  return tx.assignment.create({ data: { ...data, ...by, fromAt: now }, select: { id: true } });
}

/**
 * Called inside `run` only, under the owner-floor lock where an account owner may be among them. Ends mapped roles and
 * returns how many; given ones stay, and so does the last account owner: an IdP's word must not lock everybody out.
 */
export async function endMapped(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  ending: { id: string; role: string }[],
): Promise<number> {
  if (ending.length === 0) return 0;
  const those = { id: { in: ending.map(({ id }) => id) }, source: 'mapped' };
  const { count } = await tx.assignment.updateMany({
    where: { ...those, endedAt: null },
    data: { endedAt: now },
  });
  if (!ending.some(({ role }) => role === 'account-owner') || (await countOwners(tx, now)) > 0) return count;
  const kept = await tx.assignment.updateMany({
    where: { ...those, role: 'account-owner', endedAt: now },
    data: { endedAt: null },
  });
  return count - kept.count;
}

export const leavesNoOwner =
  'This would leave no active account owner. Make somebody else an account owner first.';

/** Called inside `run` only, under the owner-floor lock: at least one active account owner remains in every environment. */
export async function requireOwnerFloor(tx: Tx, now: Date): Promise<void> {
  if ((await countOwners(tx, now)) === 0) throw new Refusal('conflict', leavesNoOwner);
}

function countOwners(tx: Tx, now: Date): Promise<number> {
  return tx.assignment.count({
    where: {
      role: 'account-owner',
      environmentId: null,
      endedAt: null,
      fromAt: { lte: now },
      // An owner whose days are counted does not hold the floor for the day after.
      untilAt: null,
      operator: { state: 'active', connection: { enabled: true } },
    },
  });
}
