/** What the groups of a person bring and take, as stored now: asked before a session begins, and once more under its locks. */
import { systemDefinitions } from '../access/definitions.ts';
import { differenceOf, type MappedRole, placeOf } from '../connections/mapping-rules.ts';
import type { Tx } from '../db/client.ts';
import { notAskedYet } from '../role-requests/effects.ts';
import { type GivingSettings, wantedRoles } from './rules.ts';

export interface MappedChanges {
  /** Given at once. */
  give: MappedRole[];
  /** Administrative, or taken away by an access review: asked for, once, and given by a person (docs/access.md). */
  ask: MappedRole[];
  /** Mapped assignments whose group is gone. */
  end: { id: string; role: string }[];
  /** Requests that wait for a role whose group is gone. */
  drop: string[];
}

export async function mappedChanges(
  tx: Pick<Tx, 'assignment' | 'roleRequest'>,
  operatorId: string,
  settings: GivingSettings,
  groups: string[],
  now: Date,
): Promise<MappedChanges> {
  const inForce = { endedAt: null, OR: [{ untilAt: null }, { untilAt: { gt: now } }] };
  const held = await tx.assignment.findMany({
    where: { operatorId, ...inForce },
    select: { id: true, role: true, environmentId: true, source: true },
  });
  const wanted = wantedRoles(settings, groups, operatorId);
  const { add, end } = differenceOf(wanted, held);
  const reviewed = await endedByReview(tx, operatorId, add);
  const waitsForSomebody = (one: MappedRole) =>
    systemDefinitions.get(one.role)?.administrative !== false || reviewed.has(placeOf(one));
  const waiting = await tx.roleRequest.findMany({
    where: { operatorId, source: 'mapped', state: 'waiting' },
    select: { id: true, role: true, environmentId: true },
  });
  const places = new Set(wanted.map(placeOf));
  return {
    give: add.filter((one) => !waitsForSomebody(one)),
    ask: await notAskedYet(tx, operatorId, add.filter(waitsForSomebody), now),
    end,
    drop: waiting.filter((one) => !places.has(placeOf(one))).map(({ id }) => id),
  };
}

/** Places that they last held until a review took them: the group is there still, and would undo the review at the next sign-in. */
async function endedByReview(
  tx: Pick<Tx, 'assignment'>,
  operatorId: string,
  places: readonly MappedRole[],
): Promise<ReadonlySet<string>> {
  if (places.length === 0) return new Set();
  const former = await tx.assignment.findMany({
    where: { operatorId, endedAt: { not: null }, role: { in: places.map(({ role }) => role) } },
    select: {
      role: true,
      environmentId: true,
      reviewItems: { where: { removedAt: { not: null } }, select: { id: true } },
    },
    orderBy: { endedAt: 'desc' },
  });
  const last = new Map(former.reverse().map((one) => [placeOf(one), one.reviewItems.length > 0]));
  return new Set([...last].flatMap(([place, isReviewed]) => (isReviewed ? [place] : [])));
}

export function isNothing({ give, ask, end, drop }: MappedChanges): boolean {
  return give.length + ask.length + end.length + drop.length === 0;
}
