/** What the groups of a person bring and take, as stored now: asked before a session begins, and once more under its locks. */
import { systemDefinitions } from '../access/definitions.ts';
import { differenceOf, type MappedRole, placeOf } from '../connections/mapping-rules.ts';
import type { Tx } from '../db/client.ts';
import { notAskedYet } from '../role-requests/effects.ts';
import { type GivingSettings, wantedRoles } from './rules.ts';

export interface MappedChanges {
  /** Given at once. */
  give: MappedRole[];
  /** Administrative: asked for, once, and given by a person (docs/access.md). */
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
  const isAdministrative = ({ role }: MappedRole) => systemDefinitions.get(role)?.administrative !== false;
  const waiting = await tx.roleRequest.findMany({
    where: { operatorId, source: 'mapped', state: 'waiting' },
    select: { id: true, role: true, environmentId: true },
  });
  const places = new Set(wanted.map(placeOf));
  return {
    give: add.filter((role) => !isAdministrative(role)),
    ask: await notAskedYet(tx, operatorId, add.filter(isAdministrative), now),
    end,
    drop: waiting.filter((one) => !places.has(placeOf(one))).map(({ id }) => id),
  };
}

export function isNothing({ give, ask, end, drop }: MappedChanges): boolean {
  return give.length + ask.length + end.length + drop.length === 0;
}
