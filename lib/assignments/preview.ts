/** What giving a role would change, before it is given: for each person who would have it, in the words of the tables. */
import type { Reader } from '../access/ability.ts';
import type { Actor } from '../access/actor.ts';
import { definitions, type RoleDefinition } from '../access/definitions.ts';
import { newPathsOfGrant } from '../access/escalation-stored.ts';
import { type Gain, gainsBeyond, withheldFrom } from '../access/gains.ts';
import { grantsOf, type HeldGrant } from '../access/held.ts';
import { db } from '../db/client.ts';
import { rulesInForce } from '../duties/kind.ts';
import { conflictsOf, type DutyPair, sentenceOf } from '../duties/rules.ts';
import { grantSensitivity, weightOf } from './effects.ts';

/** As many people of a group as are looked at one by one. */
export const mostLookedAt = 50;

interface Person {
  id: string;
  name: string;
}

export interface Preview {
  /** Equal gains stand together. `lines` is empty for those who have all of it already. */
  changes: { people: string[]; lines: Gain[] }[];
  withheld: string[];
  /** Sentences of the separation of duties; one that forbids stops it. */
  forbidden: string[];
  warned: string[];
}

export interface OfferedRole {
  slug: string;
  name: string;
  does: string;
  critical: boolean;
  /** By environment id; '' is every environment. */
  previews: Record<string, Preview>;
}

/** For each of these roles, in each place. */
export async function previewRoles(
  { now, access }: Reader,
  actor: Actor,
  people: readonly Person[],
  roles: readonly RoleDefinition[],
  environments: readonly { id: string; name: string }[],
): Promise<OfferedRole[]> {
  const looked = people.slice(0, mostLookedAt);
  const [held, rules] = await Promise.all([
    grantsOf(
      db(),
      looked.map(({ id }) => id),
      now,
    ),
    rulesInForce(db()),
  ]);
  const places = [{ id: null, name: 'every environment' }, ...environments];
  return roles.map((role) => ({
    slug: role.slug,
    name: role.name,
    does: role.does,
    critical: grantSensitivity({ access, actor }, weightOf(role)) === 'critical',
    previews: Object.fromEntries(
      places.map((place) => [place.id ?? '', previewOf([{ role, place }], looked, held, rules)]),
    ),
  }));
}

/** Whether letting it last longer is critical for them: judged as giving the role is, with the paths that it opens. */
export async function isCriticalToLengthen(
  { access, now }: Reader,
  actor: Actor,
  id: string,
): Promise<boolean> {
  const held = await db().assignment.findUniqueOrThrow({
    where: { id },
    select: { role: true, environmentId: true, operatorId: true, groupId: true },
  });
  const role = (await definitions(db())).get(held.role);
  if (!role || grantSensitivity({ access, actor }, weightOf(role)) === 'critical') return true;
  return (await newPathsOfGrant({ tx: db(), now }, held, { but: id })).length > 0;
}

/** A role in a place. */
export interface Giving {
  role: RoleDefinition;
  place: { id: string | null; name: string };
}

export function previewOf(
  given: readonly Giving[],
  people: readonly Person[],
  held: ReadonlyMap<string, HeldGrant[]>,
  rules: readonly DutyPair[],
): Preview {
  const changes = new Map<string, { people: string[]; lines: Gain[] }>();
  const forbidden: string[] = [];
  const warned: string[] = [];
  for (const { id, name } of people) {
    const grants = held.get(id) ?? [];
    const would = given.map((one) => wouldHold(one, id, grants[0]));
    // What two of the roles bring is said once.
    const lines = given.flatMap(({ role, place }, at) =>
      gainsBeyond([...grants, ...would.slice(0, at)], role, place.id, place.name),
    );
    const same = changes.get(JSON.stringify(lines)) ?? { people: [], lines };
    same.people.push(name);
    changes.set(JSON.stringify(lines), same);
    for (const conflict of newConflicts(grants, would, rules))
      (conflict.rule.mode === 'forbid' ? forbidden : warned).push(sentenceOf(name, conflict));
  }
  const withheld = [...new Set(given.flatMap(({ role, place }) => withheldFrom(role, place.id)))];
  return { changes: [...changes.values()], withheld, forbidden, warned };
}

const toCome = 'to come';

function wouldHold({ role, place }: Giving, operatorId: string, own: HeldGrant | undefined): HeldGrant {
  return {
    ...role,
    role: role.slug,
    environmentId: place.id,
    operatorId,
    ownApplications: own?.ownApplications ?? [],
    teamApplications: own?.teamApplications ?? [],
    assignmentId: toCome,
    group: null,
  };
}

function newConflicts(grants: readonly HeldGrant[], would: readonly HeldGrant[], rules: readonly DutyPair[]) {
  return conflictsOf([...grants, ...would], rules).filter(({ first, second }) =>
    [...first, ...second].some((one) => one.assignmentId === toCome),
  );
}
