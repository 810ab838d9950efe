/** Promise: two permissions that one person must not hold are found whichever assignments bring them, and wherever. */
import { reaches } from '../access/explain.ts';
import type { HeldGrant } from '../access/held.ts';
import { everybody, systemRoles } from '../access/roles.ts';
import type { Grant, Row, SubjectName } from '../access/rows.ts';

export interface Power {
  /** A command's name, or `read`. */
  action: string;
  on: SubjectName;
}

/** One rule: who holds the first in an environment must not hold the second there. */
export interface DutyPair {
  id: string;
  name: string;
  first: Power;
  second: Power;
  /** Null: in any one environment. */
  environmentId: string | null;
  mode: 'warn' | 'forbid';
}

/** What brings one half of a pair. */
export type Bringing = Pick<HeldGrant, 'role' | 'name' | 'assignmentId' | 'group' | 'environmentId'>;

export interface Conflict {
  rule: DutyPair;
  /** Where both are held; several at once where it is so in each. */
  environments: string[];
  first: Bringing[];
  second: Bringing[];
}

export const environments = ['production', 'sandbox'] as const;
/** Holds everything by what it is, so that no pair says anything about it; owners are watched by approvals (decision 020). */
export const exemptRole = 'account-owner';
// An application can be handed to anybody: a row about one's own counts for whoever has none yet.
const anyApplication = ['an application of theirs'];

/** Which pairs these grants bring together. Pure: what is held is asked of the rows that decide. */
export function conflictsOf(grants: readonly HeldGrant[], rules: readonly DutyPair[]): Conflict[] {
  return rules.flatMap((rule) => {
    const places = environments.filter((place) => (rule.environmentId ?? place) === place);
    const broken = places.filter((place) => sidesIn(grants, rule, place).every((side) => side.length > 0));
    if (broken.length === 0) return [];
    const sides = broken.map((place) => sidesIn(grants, rule, place));
    return [
      {
        rule,
        environments: [...broken],
        first: distinct(sides.flatMap(([first]) => first)),
        second: distinct(sides.flatMap(([, second]) => second)),
      },
    ];
  });
}

function sidesIn(grants: readonly HeldGrant[], rule: DutyPair, place: string): [Bringing[], Bringing[]] {
  const bringing = (power: Power) => grants.filter((grant) => brings(grant, power, place)).map(told);
  return [bringing(rule.first), bringing(rule.second)];
}

/** True where the grant permits it in that environment, on anything that could come to be theirs. */
export function brings(grant: Grant, power: Power, place: string): boolean {
  if (grant.role === exemptRole) return false;
  const widest = { ...grant, ownApplications: anyApplication, teamApplications: anyApplication };
  return grant.rows.some((row) => isAbout(row, power) && reaches(row, widest, place));
}

const isAbout = (row: Row, { action, on }: Power) => row.on === on && row.may.includes(action);

function told({ role, name, assignmentId, group, environmentId }: Bringing): Bringing {
  return { role, name, assignmentId, group, environmentId };
}

function distinct(all: Bringing[]): Bringing[] {
  return [...new Map(all.map((one) => [one.assignmentId, one])).values()];
}

/** What says that it is the same conflict as before: rule, places, and the assignments that bring it. */
export function keyOf({ rule, environments: places, first, second }: Conflict): string {
  const ids = [...first, ...second].map(({ assignmentId }) => assignmentId).sort();
  return [rule.id, ...places, ...new Set(ids)].join(' ');
}

/** Roles that hold the whole pair alone: whoever gets one of them breaks the rule at once. */
export function rolesThatHoldBoth(
  roles: Iterable<Pick<HeldGrant, 'rows' | 'name' | 'ceiling'> & { slug: string }>,
  rule: DutyPair,
): string[] {
  return [...roles]
    .filter(({ slug, rows, name, ceiling }) => {
      const alone = { ...standIn, role: slug, rows, name, ceiling };
      return conflictsOf([alone], [rule]).length > 0;
    })
    .map(({ name }) => name);
}

const standIn = {
  environmentId: null,
  operatorId: 'somebody',
  ownApplications: [],
  teamApplications: [],
  assignmentId: '',
  group: null,
  version: null,
};

/** Everybody has it who may sign in, so that a rule about it would forbid every role. */
export function isEverybodys({ action, on }: Power): boolean {
  return everybody.some((row) => isAbout(row, { action, on }));
}

/** The environments of a conflict in words. */
export function placeOf({ environments: places }: Pick<Conflict, 'environments'>): string {
  return places.length === environments.length ? 'in every environment' : `in ${places.join(', ')}`;
}

const isSystem = (slug: string) => (systemRoles as readonly string[]).includes(slug);

/** "security officer (through the group Night shift)", each once. */
export function bringersOf({ first, second }: Pick<Conflict, 'first' | 'second'>): string {
  const said = [...first, ...second].map(({ role, name, group }) => {
    const called = isSystem(role) ? name.toLowerCase() : name;
    return group ? `${called} (through the group ${group.name})` : called;
  });
  return [...new Set(said)].join(' and ');
}

/** "Ada would hold ..., which the rule Two hands separates." */
export function sentenceOf(person: string, conflict: Conflict, { rule } = conflict): string {
  const pair = `${rule.first.action} and ${rule.second.action}`;
  return `${person} holds ${pair} ${placeOf(conflict)} by ${bringersOf(conflict)}, which the rule “${rule.name}” keeps apart`;
}
