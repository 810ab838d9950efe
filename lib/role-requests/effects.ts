/** What asking for roles keeps to, and how a mapping asks. What changes anything is called inside `run` only. */
import { inForceAt } from '../access/held.ts';
import { causedAmong, dependentsOf } from '../approvals/caused.ts';
import { causedDays } from '../approvals/rules.ts';
import type { Context } from '../command.ts';
import type { Database, Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { mostOpen, quietSince, waitsUntil } from './rules.ts';

interface Place {
  role: string;
  environmentId: string | null;
}

/** Some open ones a person, one of a kind, and none for what they have. */
export async function requireFewOpen(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  operatorId: string,
  { role, environmentId }: Place,
): Promise<void> {
  // Or two forms sent at once would each find room for one more.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`requests of ${operatorId}`}, 0))`;
  const open = await tx.roleRequest.findMany({
    where: { operatorId, groupId: null, state: 'waiting' },
    select: { id: true, role: true, environmentId: true, expiresAt: true },
  });
  if (open.some((one) => one.role === role && one.environmentId === environmentId))
    throw wrong({ role: 'You ask for this role there already. Withdraw that request first.' });
  if (open.length >= mostOpen)
    throw new Refusal('conflict', `You have ${mostOpen} requests open. Withdraw one first.`);
  const held = await tx.assignment.count({
    where: {
      AND: [
        inForceAt(now),
        { role, environmentId: environmentId === null ? null : { in: [environmentId] } },
        { OR: [{ operatorId }, { group: { endedAt: null, members: { some: { operatorId } } } }] },
      ],
    },
  });
  if (held > 0) throw wrong({ role: 'You have this role there already.' });
}

/** Whose wish it is, and who stands behind it: themselves, or whoever wrote the mapping. */
interface Wish {
  operatorId: string;
  operator: string;
  causedBy: string;
}

/**
 * Nobody grants what somebody wishes who is they themselves under another account, or through whom they have a right, a
 * group, an identity or a factor since a few days: the asker could otherwise be, or make, their own granter
 * (docs/access.md). Whoever made the account that asks may grant: they may give it the role without being asked.
 */
export async function requireIndependent(
  { tx, holder, now }: Pick<Context, 'holder' | 'now'> & { tx: Tx | Database },
  { operatorId, operator, causedBy }: Wish,
): Promise<void> {
  const objection = (await dependentsOf(tx, { id: operatorId, name: operator }, [holder], now)).get(holder);
  if (objection) throw new Refusal('forbidden', objection.you);
  if (causedBy === operatorId || causedBy === holder) return;
  const gave = (await causedAmong(tx, [causedBy], [holder], now)).get(holder);
  if (gave)
    throw new Refusal(
      'forbidden',
      `Who stands behind this request gave you ${gave} within the last ${causedDays} days. Somebody else has to decide.`,
    );
}

export interface MappedWish extends Place {
  reason: string;
  /** The person behind the mapping or the token. */
  causedBy: string;
}

/** Of these what is not waiting and was not declined of late. */
export async function notAskedYet<W extends Place>(
  tx: Pick<Tx, 'roleRequest'>,
  operatorId: string,
  wanted: readonly W[],
  now: Date,
): Promise<W[]> {
  if (wanted.length === 0) return [];
  const known = await tx.roleRequest.findMany({
    where: {
      operatorId,
      source: 'mapped',
      OR: [
        { state: 'waiting', expiresAt: { gt: now } },
        { state: 'declined', decidedAt: { gte: quietSince(now) } },
      ],
    },
    select: { role: true, environmentId: true },
  });
  return wanted.filter(
    (one) => !known.some((k) => k.role === one.role && k.environmentId === one.environmentId),
  );
}

/** Asks in the name of a mapping for what it would give: administrative roles wait for a person. */
export async function askMapped(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  operatorId: string,
  { role, environmentId, reason, causedBy }: MappedWish,
): Promise<void> {
  const [stale] = await tx.roleRequest.findMany({
    where: { operatorId, role, environmentId, groupId: null, state: 'waiting' },
    select: { id: true, expiresAt: true },
  });
  // They ask for it themselves already, or the worker has not seen that the former one is over.
  if (stale && stale.expiresAt > now) return;
  if (stale) await closeMapped({ tx, now }, [stale.id], 'expired');
  await tx.roleRequest.create({
    data: {
      operatorId,
      role,
      environmentId,
      minutes: null,
      reason,
      source: 'mapped',
      causedBy,
      requestedAt: now,
      expiresAt: waitsUntil(now),
    },
    select: { id: true },
  });
}

/** Closes what nobody has to decide any more: the group that asked for it is gone. */
export async function closeMapped(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  ids: readonly string[],
  state: 'withdrawn' | 'expired' = 'withdrawn',
  by: { id: string; name: string } = { id: 'sign-in', name: 'Sign-in' },
): Promise<number> {
  if (ids.length === 0) return 0;
  const { count } = await tx.roleRequest.updateMany({
    where: { id: { in: [...ids] }, state: 'waiting' },
    data: { state, decidedAt: now, decidedBy: by.id, decidedByName: by.name },
  });
  return count;
}

const wrong = (fields: Record<string, string>) =>
  new Refusal('invalid', 'Correct the marked fields.', fields);
