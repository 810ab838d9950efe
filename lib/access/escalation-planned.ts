/** Promise: a change that is about to be saved is looked at for every path to more power that it opens, whomever it reaches later. Pure. */
import { areGivenBy, type RoleDefinition } from './definitions.ts';
import { pathsOf } from './escalation.ts';
import { type Kin, type Path, type Place, type PolicyState, slugPlace } from './escalation-state.ts';
import { systemRoles } from './roles.ts';

export interface Holder {
  person: { id: string; name: string; connectionId: string };
  holds: Place[];
  groups: string[];
}

/** A change that is about to be saved. */
export type Planned =
  | ({ kind: 'to-person'; operatorId: string } & Place)
  | ({ kind: 'to-group'; groupId: string } & Place)
  | { kind: 'into-group'; groupId: string; operatorIds: readonly string[] }
  /** Somebody who is no operator yet. */
  | ({ kind: 'newcomer'; connectionId: string; name: string } & Place)
  /** Somebody who was kept out, with all that they hold. */
  | { kind: 'comes-back'; operatorId: string }
  | { kind: 'role'; role: RoleDefinition };

/** Thousands of people hold a few dozen different things: the search asks each of these once. */
export function kinOf(holders: readonly Holder[]): Kin[] {
  const kin = new Map<string, Kin>();
  for (const { person, holds, groups } of holders) {
    const held = holds.map(({ role, environmentId }) => `${role}@${environmentId ?? ''}`).sort();
    const id = [person.connectionId, ...new Set(held), ...groups.toSorted()].join(' ');
    const known = kin.get(id) ?? {
      id,
      names: [],
      people: [],
      connectionId: person.connectionId,
      holds,
      groups,
    };
    known.names.push(person.name);
    known.people.push(person.id);
    kin.set(id, known);
  }
  return [...kin.values()];
}

/**
 * Of a policy at hand, in words, per person. What the tables of the system roles open by themselves was accepted with
 * them (docs/escalation.md).
 */
export function openedBy(policy: PolicyState, planned: Planned): string[] {
  return [...new Set([...openedTo(policy, planned).values()].flat())];
}

/** The same by operator id; who gains nothing is absent. */
export function openedTo(policy: PolicyState, planned: Planned): Map<string, string[]> {
  const standing = withJoiners(policy);
  const before = folded(planned.kind === 'comes-back' ? without(standing, planned.operatorId) : standing);
  const after = folded(planInto(standing, planned));
  const formerOf = new Map(before.kin.flatMap((kin) => kin.people.map((person) => [person, kin] as const)));
  const pathsBefore = new Map(before.kin.map((kin) => [kin, pathsOf(before, kin)]));
  const aloneOf = loneReach(before);
  const opened = new Map<string, string[]>();
  for (const kin of after.kin) {
    const paths = pathsOf(after, kin);
    if (paths.length === 0) continue;
    const alone = aloneOf(kin);
    // People who held the same before and hold the same after gain the same.
    const sameBefore = Map.groupBy(kin.people.keys(), (at) => formerOf.get(kin.people[at] ?? ''));
    for (const [former, people] of sameBefore) {
      const known = [...(former ? (pathsBefore.get(former) ?? []) : []), ...alone];
      const fresh = paths.filter((path) => isNew(before, path, kin, known));
      if (fresh.length === 0) continue;
      for (const at of people)
        opened.set(
          kin.people[at] ?? '',
          fresh.map((path) => sentenceOf(kin.names[at], path)),
        );
    }
  }
  return opened;
}

/** A group that is empty today is filled tomorrow, by a directory without a search: each counts as if somebody came. */
function withJoiners(state: PolicyState): PolicyState {
  const joiners = state.groups.map(({ id, name }): Holder => {
    const person = { id: `joiner of ${id}`, name: `Whoever is put into ${name}`, connectionId: '' };
    return { person, holds: [], groups: [id] };
  });
  return { ...state, kin: kinOf([...holdersOf(state), ...joiners]) };
}

function without(state: PolicyState, operatorId: string): PolicyState {
  return { ...state, kin: kinOf(holdersOf(state).filter(({ person }) => person.id !== operatorId)) };
}

/**
 * The same policy with everybody who can do the same as one, however they came by it, and each bundle of roles as one
 * group: thousands of people in hundreds of groups hold a few dozen different things, and the search asks each once.
 */
export function folded(state: PolicyState): PolicyState {
  const held = new Map(state.groups.map(({ id, holds }) => [id, holds]));
  const bundles = new Set<string>();
  const groups = state.groups.filter(({ holds, isProvisioned }) => {
    const bundle = `${isProvisioned} ${[...new Set(holds.map(slugPlace))].sort().join(', ')}`;
    const isNew = holds.length > 0 && !bundles.has(bundle);
    bundles.add(bundle);
    return isNew;
  });
  const holders = holdersOf(state).map(({ person, holds, groups: inside }) => {
    const all = [...holds, ...inside.flatMap((id) => held.get(id) ?? [])];
    return {
      person,
      holds: [...new Map(all.map((place) => [slugPlace(place), place])).values()],
      groups: [],
    };
  });
  return { ...state, kin: kinOf(holders), groups };
}

/** What a lone holder of one of somebody's system roles can reach anyway: asked once for each role in each place. */
function loneReach(before: PolicyState): (kin: Kin) => Path[] {
  const known = new Map<string, Path[]>();
  const reachOf = (kin: Kin, place: Place) => {
    const paths =
      known.get(slugPlace(place)) ?? pathsOf(before, { ...kin, id: 'alone', holds: [place], groups: [] });
    known.set(slugPlace(place), paths);
    return paths;
  };
  return (kin) =>
    kin.holds
      .filter(({ role }) => (systemRoles as readonly string[]).includes(role))
      .flatMap((place) => reachOf(kin, place));
}

// A role that could be reached before may give more now: its rows are compared and not its name. Only what counts there
// is compared: what was theirs in the sandbox says nothing about production.
function isNew(before: PolicyState, path: Path, kin: Kin, known: Path[]): boolean {
  const { rows, place } = path;
  // By what is reached and not by its words: those count the people who hold the same, and one more is no new way.
  if (!rows || !place) return !known.some((one) => targetOf(one) === targetOf(path));
  const isThere = (one: Place | null) =>
    one && (one.environmentId === null || one.environmentId === place.environmentId);
  const held = kin.holds.filter(isThere).flatMap(({ role }) => before.roles.get(role)?.rows ?? []);
  const reached = known.filter((path) => isThere(path.place)).flatMap((path) => path.rows ?? []);
  return !areGivenBy(rows, [...held, ...reached]);
}

const targetOf = ({ kinId, key }: Path) => key.slice(kinId.length).replace(/ another$/, '');

export function planInto(state: PolicyState, planned: Planned): PolicyState {
  switch (planned.kind) {
    case 'comes-back':
      return state;
    case 'role':
      return { ...state, roles: new Map([...state.roles, [planned.role.slug, planned.role]]) };
    case 'into-group':
      return changed(
        state,
        (id) => planned.operatorIds.includes(id),
        (holder) => ({ ...holder, groups: [...holder.groups, planned.groupId] }),
      );
    case 'newcomer': {
      const { connectionId, name } = planned;
      const newcomer = {
        person: { id: 'newcomer', name, connectionId },
        holds: [placeOf(planned)],
        groups: [],
      };
      return { ...state, kin: kinOf([...holdersOf(state), newcomer]) };
    }
    case 'to-group':
      return {
        ...state,
        groups: state.groups.map((group) =>
          group.id === planned.groupId ? { ...group, holds: [...group.holds, placeOf(planned)] } : group,
        ),
      };
    case 'to-person':
      return changed(
        state,
        (id) => id === planned.operatorId,
        (holder) => ({ ...holder, holds: [...holder.holds, placeOf(planned)] }),
      );
  }
}

const placeOf = ({ role, environmentId }: Place): Place => ({ role, environmentId });

function changed(
  state: PolicyState,
  isMeant: (id: string) => boolean,
  how: (holder: Holder) => Holder,
): PolicyState {
  const holders = holdersOf(state).map((holder) => (isMeant(holder.person.id) ? how(holder) : holder));
  return { ...state, kin: kinOf(holders) };
}

function holdersOf({ kin }: PolicyState): Holder[] {
  return kin.flatMap(({ people, names, connectionId, holds, groups }) =>
    people.map((id, at) => ({ person: { id, name: names[at] ?? id, connectionId }, holds, groups })),
  );
}

export function sentenceOf(name: string | undefined, { gain, steps }: Path): string {
  return `${name ?? 'Somebody'} could ${gain} without anybody else: ${steps.join('; then ')}`;
}
