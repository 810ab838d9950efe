/**
 * Promise: a directory puts nobody into a group by which they would become an administrator, or could make themselves more
 * than they are: it asks, and a person lets them in under their own ceiling and proof (docs/decisions/017). Called inside
 * `run` only.
 */
import { definitions } from '../access/definitions.ts';
import type { Place } from '../access/escalation-state.ts';
import { newPathsTo } from '../access/escalation-stored.ts';
import type { Context } from '../command.ts';
import { closeMapped } from '../role-requests/effects.ts';
import { directoryWaitDays, quietDays, quietSince, waitsUntil } from '../role-requests/rules.ts';

/** Who of these waits, and the heaviest place that the group would bring them; null where nobody does. */
async function whoWait(
  cx: Context,
  groupId: string,
  wanted: readonly string[],
): Promise<{ place: Place; ids: readonly string[] } | null> {
  const { tx, now } = cx;
  if (wanted.length === 0) return null;
  const places = await tx.assignment.findMany({
    where: { groupId, endedAt: null, OR: [{ untilAt: null }, { untilAt: { gt: now } }] },
    select: { role: true, environmentId: true },
    orderBy: [{ role: 'asc' }, { id: 'asc' }],
  });
  const [first] = places;
  if (!first) return null;
  const known = await definitions(tx);
  const administrative = places.find(({ role }) => known.get(role)?.administrative !== false);
  if (administrative) return { place: administrative, ids: wanted };
  const carrying = await whoHoldsMore(cx, groupId, wanted);
  if (carrying.length === 0) return null;
  const opened = await newPathsTo(cx, { kind: 'into-group', groupId, operatorIds: carrying });
  const reachesOthers = [...opened.keys()].some((id) => !carrying.includes(id));
  const ids = reachesOthers ? carrying : carrying.filter((id) => opened.has(id));
  return ids.length > 0 ? { place: first, ids } : null;
}

/** What the group alone opens was searched when its roles were given: only who holds something beside it is looked at. */
async function whoHoldsMore({ tx }: Context, groupId: string, ids: readonly string[]): Promise<string[]> {
  const other = { id: { not: groupId }, endedAt: null, assignments: { some: { endedAt: null } } };
  const rows = await tx.operator.findMany({
    where: {
      id: { in: [...ids] },
      OR: [{ assignments: { some: { endedAt: null } } }, { memberships: { some: { group: other } } }],
    },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export interface Asked {
  /** Whom the directory does not put in. */
  out: ReadonlySet<string>;
  /** So many of them wait for somebody to let them in, since now or before. */
  waiting: number;
  /** The others: somebody said no of late. In words. */
  declined: readonly string[];
}

/** Asks for whoever cannot be put in by a directory alone. */
export async function askToJoin(
  cx: Context,
  group: { id: string; name: string; connection: string | null },
  wanted: readonly string[],
  causedBy: string,
): Promise<Asked> {
  const waits = await whoWait(cx, group.id, wanted);
  if (!waits) return { out: new Set(), waiting: 0, declined: [] };
  const { tx, now } = cx;
  const before = await tx.roleRequest.findMany({
    where: {
      groupId: group.id,
      operatorId: { in: [...waits.ids] },
      OR: [{ state: 'waiting' }, { state: 'declined', decidedAt: { gte: quietSince(now) } }],
    },
    select: {
      id: true,
      operatorId: true,
      state: true,
      expiresAt: true,
      decidedByName: true,
      operator: { select: { name: true } },
    },
  });
  // The worker has not seen yet that these are over.
  const over = before.filter((one) => one.state === 'waiting' && one.expiresAt <= now);
  await closeMapped(cx, ids(over), 'expired');
  const standing = before.filter((one) => !over.includes(one));
  const refused = standing.filter(({ state }) => state === 'declined');
  const fresh = waits.ids.filter((id) => !standing.some(({ operatorId }) => operatorId === id));
  await tx.roleRequest.createMany({
    data: fresh.map((operatorId) => ({
      operatorId,
      groupId: group.id,
      ...waits.place,
      reason: `The directory of ${group.connection} puts them into ${group.name}`,
      source: 'scim',
      causedBy,
      requestedAt: now,
      expiresAt: waitsUntil(now, directoryWaitDays),
    })),
  });
  return {
    out: new Set(waits.ids),
    waiting: waits.ids.length - refused.length,
    declined: refused.map(
      ({ operator, decidedByName }) =>
        `${operator.name} was declined by ${decidedByName} less than ${quietDays} days ago`,
    ),
  };
}

/** Closes the requests of whom the directory no longer wants in; returns how many. `isWanted` is asked by operator id. */
export async function dropUnwanted(
  cx: Context,
  groupId: string,
  isWanted: (operatorId: string) => boolean,
): Promise<number> {
  const open = await cx.tx.roleRequest.findMany({
    where: { groupId, state: 'waiting' },
    select: { id: true, operatorId: true },
  });
  const unwanted = open.filter(({ operatorId }) => !isWanted(operatorId));
  return closeMapped(cx, ids(unwanted), 'withdrawn', cx.actor);
}

const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
