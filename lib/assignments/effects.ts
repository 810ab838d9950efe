import { definitions, type RoleDefinition } from '../access/definitions.ts';
import { mayGrant } from '../access/granting.ts';
import { isCriticalToGive, type Weight } from '../access/weight.ts';
import type { Sensitivity } from '../audit/record.ts';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

export { type Weight, weightOf, weightOfNothing } from '../access/weight.ts';
export { requireOtherPerson, requireOthers, requireReceiver } from './receiver.ts';

export interface WantedAssignment {
  /** One of the two. */
  operatorId: string | null;
  groupId?: string | null;
  role: string;
  environmentId: string | null;
  /** Null, or past by now: at once. */
  fromAt?: Date | null;
  untilAt: Date | null;
  reason: string;
  /** Left out: given by the actor. `mapped` is what a connection gives: it takes it back as well. */
  by?: { source: 'mapped' | 'asked'; causedBy: string };
}

/** Of a person whose ceiling holds no administrator it asks for more (lib/access/weight.ts). */
export function grantSensitivity(
  { access, actor }: Pick<Context, 'access' | 'actor'>,
  weight: Weight,
): Sensitivity {
  const givesAdministrators = actor.kind !== 'operator' || mayGrant(access, 'administrator', null);
  return isCriticalToGive(weight, givesAdministrators) ? 'critical' : 'sensitive';
}

/** The heaviest of several. */
export function grantSensitivityOfAll(
  cx: Pick<Context, 'access' | 'actor'>,
  weights: readonly Weight[],
): Sensitivity {
  return weights.some((one) => grantSensitivity(cx, one) === 'critical') ? 'critical' : 'sensitive';
}

/** The role of that slug, system or custom; a field's sentence where there is none (any more). */
export async function requireRole(tx: Tx, slug: string): Promise<RoleDefinition> {
  const role = (await definitions(tx)).get(slug);
  if (!role)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      role: 'There is no such role, or it was retired. Choose another one.',
    });
  return role;
}

/** Called inside `run` only. Refuses a second assignment of the same role where the two would overlap. */
export async function assign({ tx, actor, now }: Context, wanted: WantedAssignment): Promise<{ id: string }> {
  const { by = { source: 'given', causedBy: actor.id }, groupId = null, untilAt, ...rest } = wanted;
  const fromAt = wanted.fromAt && wanted.fromAt > now ? wanted.fromAt : now;
  if (untilAt && untilAt <= fromAt)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      untilAt:
        fromAt > now ? 'Choose an instant after it begins.' : 'Choose an instant that is still to come.',
    });
  const { operatorId, role, environmentId } = wanted;
  // Two at once would each find that the other is not there yet, and both would stand.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`holder ${operatorId ?? groupId}`}))`;
  const same = await tx.assignment.findFirst({
    where: {
      AND: [
        { operatorId, groupId, role, environmentId, endedAt: null },
        { OR: [{ untilAt: null }, { untilAt: { gt: fromAt } }] },
        untilAt ? { fromAt: { lt: untilAt } } : {},
      ],
    },
    select: { id: true },
  });
  if (same)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      role: groupId ? 'This group has that role there already.' : 'They have this role there already.',
    });
  return tx.assignment.create({
    data: { ...rest, groupId, untilAt, ...by, fromAt },
    select: { id: true },
  });
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

/** Those who hold the floor at `now`, without one where that one is named. */
export function countOwners(tx: Tx, now: Date, but?: string): Promise<number> {
  return tx.assignment.count({
    where: {
      role: 'account-owner',
      environmentId: null,
      endedAt: null,
      suspendedAt: null,
      fromAt: { lte: now },
      // An owner whose days are counted does not hold the floor for the day after.
      untilAt: null,
      operator: { state: 'active', connection: { enabled: true } },
      ...(but && { operatorId: { not: but } }),
    },
  });
}
