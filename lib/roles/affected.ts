/** Promise: who gains and who loses is told from what people hold, all their roles together, and the rows that decide. */
import type { Reader } from '../access/ability.ts';
import { definitions, type RoleDefinition } from '../access/definitions.ts';
import { reaches, reachOf } from '../access/explain.ts';
import { grantsOf, type HeldGrant, heldBy } from '../access/held.ts';
import { scopeOf, type WhereOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { groups, isByEnvironment, keyOf, nameOf, type Place } from './cells.ts';

export interface Shift {
  /** "Keys, rotate" */
  what: string;
  key: string;
  /** Null: in every environment at once, or it belongs to none. */
  place: Place | null;
  /** In words; null: not at all. */
  before: string | null;
  after: string | null;
}

export interface Affected {
  id: string;
  name: string;
  /** Groups through which they hold it; `themselves` where it is their own as well. */
  through: { themselves: boolean; groups: string[] };
  /** Where none of it counts at this moment: why. */
  waits: Waits | null;
  gains: Shift[];
  loses: Shift[];
  /** Neither less nor more: another condition than before. */
  others: Shift[];
}

/** Given, but not counting now: it begins on another day, or it is suspended and may come back. */
export type Waits = 'later' | 'suspended';

type Holding = HeldGrant & { waits?: Waits };

export interface AffectedPeople {
  /** Those who gain or lose, by name. */
  people: Affected[];
  /** Who holds it and keeps exactly what they have, by their other roles. */
  unchanged: number;
  /** Holders that were not looked at. */
  more: number;
}

const most = 200;

/** What each holder of a role gains and loses when it becomes `after` (null: retired), given all their other roles. */
export async function affectedBy(
  reader: Reader,
  slug: string,
  after: RoleDefinition | null,
): Promise<AffectedPeople> {
  const held = {
    AND: [
      { role: slug, endedAt: null, OR: [{ untilAt: null }, { untilAt: { gt: reader.now } }] },
      scopeOf(reader.access, 'read', 'Assignment'),
    ],
  };
  const throughGroup = { some: { group: { endedAt: null, assignments: { some: held } } } };
  const where = {
    AND: [
      scopeOf(reader.access, 'read', 'Operator'),
      {
        state: 'active' as const,
        OR: [{ assignments: { some: held } }, { memberships: throughGroup }],
      },
    ],
  };
  const [holders, count] = await Promise.all([
    db().operator.findMany({
      where,
      select: { id: true, name: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: most,
    }),
    db().operator.count({ where }),
  ]);
  const ids = holders.map(({ id }) => id);
  const [grants, waiting] = await Promise.all([
    grantsOf(db(), ids, reader.now),
    waitingOf(reader, slug, ids, held),
  ]);
  const told = holders.map((person) =>
    affectedOf(person, [...(grants.get(person.id) ?? []), ...(waiting.get(person.id) ?? [])], slug, after),
  );
  const people = told.filter(({ gains, loses, others }) => gains.length + loses.length + others.length > 0);
  return { people, unchanged: told.length - people.length, more: count - holders.length };
}

// An application can be handed to anybody until then: what is about one's own counts.
const anyApplication = ['an application of theirs'];

/** What they were given of this role and does not count now: it changes with the role, and nobody is asked again. */
async function waitingOf(
  { now }: Reader,
  slug: string,
  operatorIds: readonly string[],
  held: WhereOf<'Assignment'>,
): Promise<Map<string, Holding[]>> {
  const role = (await definitions(db())).get(slug);
  const rows = await db().assignment.findMany({
    where: {
      AND: [held, heldBy(operatorIds), { OR: [{ suspendedAt: { not: null } }, { fromAt: { gt: now } }] }],
    },
    select: {
      id: true,
      environmentId: true,
      suspendedAt: true,
      operatorId: true,
      group: { select: { id: true, name: true, members: { select: { operatorId: true } } } },
    },
  });
  const waiting = new Map<string, Holding[]>();
  for (const { id: assignmentId, environmentId, suspendedAt, operatorId: own, group } of role ? rows : []) {
    const waits = suspendedAt ? ('suspended' as const) : ('later' as const);
    const through = group && { id: group.id, name: group.name };
    for (const operatorId of own ? [own] : (group?.members.map((one) => one.operatorId) ?? [])) {
      const whose = { operatorId, ownApplications: anyApplication, teamApplications: anyApplication };
      const grant = { ...(role as RoleDefinition), role: slug, environmentId, assignmentId, waits, ...whose };
      waiting.set(operatorId, [...(waiting.get(operatorId) ?? []), { ...grant, group: through }]);
    }
  }
  return waiting;
}

/** Pure, so that a test can hold it to the decision itself. */
export function affectedOf(
  person: { id: string; name: string },
  grants: readonly Holding[],
  slug: string,
  after: RoleDefinition | null,
): Affected {
  const ofRole = grants.filter((grant) => grant.role === slug);
  const shifts = shiftsOf(grants, grantsAfter(grants, slug, after));
  return {
    ...person,
    through: {
      themselves: ofRole.some(({ group }) => group === null),
      groups: [...new Set(ofRole.flatMap(({ group }) => (group ? [group.name] : [])))],
    },
    waits: ofRole.every(({ waits }) => waits) ? (ofRole[0]?.waits ?? null) : null,
    gains: shifts.filter(({ before, after: now }) => before === null || now === always),
    loses: shifts.filter(({ before, after: now }) => now === null || before === always),
    others: shifts.filter(
      ({ before, after: now }) => before !== null && now !== null && before !== always && now !== always,
    ),
  };
}

/** What they would hold: the same assignments, with the role as it would be. */
export function grantsAfter(
  grants: readonly HeldGrant[],
  slug: string,
  after: RoleDefinition | null,
): HeldGrant[] {
  return grants.flatMap((grant) => {
    if (grant.role !== slug) return [grant];
    return after ? [{ ...grant, name: after.name, rows: after.rows, ceiling: after.ceiling }] : [];
  });
}

const always = 'Always';
const places: readonly Place[] = ['sandbox', 'production'];

function shiftsOf(before: readonly HeldGrant[], after: readonly HeldGrant[]): Shift[] {
  return groups.flatMap(({ permissions }) =>
    permissions.flatMap((permission) => {
      const { action, on } = permission;
      const key = keyOf(permission);
      const what = nameOf(permission);
      const shifts = places.flatMap((place): Shift[] => {
        const [was, is] = [heldIn(before, action, on, place), heldIn(after, action, on, place)];
        return was.exact === is.exact ? [] : [{ what, key, place, before: was.words, after: is.words }];
      });
      const [first, second] = shifts;
      const isOne = second && first?.before === second.before && first.after === second.after;
      if (first && (isOne || !isByEnvironment(permission))) return [{ ...first, place: null }];
      return shifts;
    }),
  );
}

/** How far all of it together reaches there: in words, and to the letter for telling whether it differs. */
function heldIn(
  grants: readonly HeldGrant[],
  action: string,
  on: HeldGrant['rows'][number]['on'],
  place: Place,
): { words: string | null; exact: string } {
  const found = grants.flatMap((grant) =>
    grant.rows
      .filter((row) => row.on === on && row.may.includes(action) && reaches(row, grant, place))
      .map((row) => ({
        words: reachOf(row, grant),
        exact: JSON.stringify([{ ...row.where?.(grant), environmentId: undefined }, row.fields]),
      })),
  );
  if (found.some(({ words }) => words === always)) return { words: always, exact: always };
  const words = [...new Set(found.map((one) => one.words))].sort();
  return {
    words: words.length > 0 ? words.join('; ') : null,
    exact: [...new Set(found.map((one) => one.exact))].sort().join(' '),
  };
}
