/** The policy as stored, for the search; and what a change that is about to be saved would add to it. */
import type { Database, Tx } from '../db/client.ts';
import { areGivenBy, definitions, type RoleDefinition } from './definitions.ts';
import { pathsOf } from './escalation.ts';
import {
  houseRules,
  type Kin,
  type Path,
  type Place,
  type PolicyState,
  slugPlace,
} from './escalation-state.ts';
import { systemRoles } from './roles.ts';
import type { Row } from './rows.ts';

type Reading = Pick<Tx | Database, 'operator' | 'group' | 'role' | 'approvalPolicy' | 'installation'>;

/** Whatever is held now or begins later; what is suspended may come back, and counts. */
const standing = (now: Date) => ({
  where: { endedAt: null, OR: [{ untilAt: null }, { untilAt: { gt: now } }] },
  select: { role: true, environmentId: true },
});

export async function policyState(tx: Reading, now: Date): Promise<PolicyState> {
  const roles = await definitions(tx);
  const people = await tx.operator.findMany({
    where: { state: 'active' },
    select: {
      id: true,
      name: true,
      connectionId: true,
      assignments: standing(now),
      memberships: { where: { group: { endedAt: null } }, select: { groupId: true } },
    },
    orderBy: { name: 'asc' },
  });
  const groups = await tx.group.findMany({
    where: { endedAt: null },
    select: { id: true, name: true, assignments: standing(now) },
  });
  return {
    roles,
    kin: kinOf(
      people.map(({ id, name, connectionId, assignments, memberships }) => ({
        person: { id, name, connectionId },
        holds: assignments,
        groups: memberships.map(({ groupId }) => groupId),
      })),
    ),
    groups: groups.map(({ id, name, assignments }) => ({ id, name, holds: assignments })),
    waits: await waitsOf(tx),
    rules: houseRules,
  };
}

interface Holder {
  person: { id: string; name: string; connectionId: string };
  holds: Place[];
  groups: string[];
}

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

// Who may do what belongs to no environment, so that rules of one environment say nothing about it.
async function waitsOf(tx: Reading): Promise<PolicyState['waits']> {
  const rules = await tx.approvalPolicy.findMany({
    where: { environmentId: null },
    select: { command: true, approvals: true },
  });
  const { setupEndedAt } = await tx.installation.findUniqueOrThrow({ where: { id: 'current' } });
  const of = (name: string) => rules.find(({ command }) => command === name)?.approvals;
  return (command) => {
    if (setupEndedAt === null) return 0;
    const asked = of(command) ?? of('*') ?? 1;
    return command.startsWith('approval.') ? Math.max(1, asked) : asked;
  };
}

/** A change that is about to be saved. */
export type Planned =
  | ({ kind: 'to-person'; operatorId: string } & Place)
  | ({ kind: 'to-group'; groupId: string } & Place)
  | { kind: 'into-group'; groupId: string; operatorIds: readonly string[] }
  /** Somebody who is no operator yet. */
  | ({ kind: 'newcomer'; connectionId: string; name: string } & Place)
  | { kind: 'role'; role: RoleDefinition };

/**
 * Every path to more power that this change would open, in words, per person; none where it opens none. Whoever saves
 * with one of these saves something critical: it waits for somebody else.
 */
export async function newPaths({ tx, now }: { tx: Reading; now: Date }, planned: Planned): Promise<string[]> {
  const before = await policyState(tx, now);
  // Nothing waits for anybody yet, so that nothing would be new.
  if (before.waits('assignment.create') === 0) return [];
  return openedBy(before, planned);
}

/** Of a role for a person or a group; neither of them named: none. */
export async function newPathsOfGrant(
  cx: { tx: Reading; now: Date },
  { operatorId, groupId, ...place }: Place & { operatorId: string | null; groupId?: string | null },
): Promise<string[]> {
  if (operatorId) return newPaths(cx, { kind: 'to-person', operatorId, ...place });
  return groupId ? newPaths(cx, { kind: 'to-group', groupId, ...place }) : [];
}

/** The same of a policy at hand. What the tables of the system roles open by themselves was accepted with them (docs/escalation.md). */
export function openedBy(standing: PolicyState, planned: Planned): string[] {
  const before = folded(standing);
  const after = folded(planInto(standing, planned));
  const formerOf = new Map(before.kin.flatMap((kin) => kin.people.map((person) => [person, kin] as const)));
  const pathsBefore = new Map(before.kin.map((kin) => [kin, pathsOf(before, kin)]));
  const opened = after.kin.flatMap((kin) => {
    const paths = pathsOf(after, kin);
    if (paths.length === 0) return [];
    const alone = pathsOfLone(before, kin);
    // People who held the same before and hold the same after gain the same.
    const sameBefore = Map.groupBy(kin.people.keys(), (at) => formerOf.get(kin.people[at] ?? ''));
    return [...sameBefore].flatMap(([former, people]) => {
      const own = former ? (pathsBefore.get(former) ?? []) : [];
      const known = knownOf(before, kin, [...own, ...alone]);
      const fresh = paths.filter((path) => isNew(after, path, known));
      return people.flatMap((at) => fresh.map((path) => sentenceOf(kin.names[at], path)));
    });
  });
  return [...new Set(opened)];
}

/**
 * The same policy with everybody who can do the same as one, however they came by it, and each bundle of roles as one
 * group: thousands of people in hundreds of groups hold a few dozen different things, and the search asks each once.
 */
export function folded(state: PolicyState): PolicyState {
  const held = new Map(state.groups.map(({ id, holds }) => [id, holds]));
  const bundles = new Set<string>();
  const groups = state.groups.filter(({ holds }) => {
    const bundle = [...new Set(holds.map(slugPlace))].sort().join(', ');
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

interface Known {
  rows: Row[];
  gains: Set<string>;
}

/** What a lone holder of one of their system roles can reach anyway. */
function pathsOfLone(before: PolicyState, after: Kin): Path[] {
  return after.holds
    .filter(({ role }) => (systemRoles as readonly string[]).includes(role))
    .flatMap((place) => pathsOf(before, { ...after, id: 'alone', holds: [place], groups: [] }));
}

/** What they had or could reach before. */
function knownOf(before: PolicyState, after: Kin, paths: readonly Path[]): Known {
  const slugs = [
    ...after.holds.map(({ role }) => role),
    ...paths.flatMap(({ place }) => (place ? [place.role] : [])),
  ];
  const rows = slugs.flatMap((slug) => [...(before.roles.get(slug)?.rows ?? [])]);
  return { rows, gains: new Set(paths.map(({ gain }) => gain)) };
}

// A role that could be reached before may give more now: its rows are compared and not its name.
function isNew(after: PolicyState, { place, gain }: Path, known: Known): boolean {
  const role = place && after.roles.get(place.role);
  return role ? !areGivenBy(role.rows, known.rows) : !known.gains.has(gain);
}

export function planInto(state: PolicyState, planned: Planned): PolicyState {
  if (planned.kind === 'role') {
    const { role } = planned;
    return { ...state, roles: new Map([...state.roles, [role.slug, role]]) };
  }
  if (planned.kind === 'into-group') {
    const { groupId, operatorIds } = planned;
    const joins = (holder: Holder) =>
      operatorIds.includes(holder.person.id) ? { ...holder, groups: [...holder.groups, groupId] } : holder;
    return { ...state, kin: kinOf(holdersOf(state).map(joins)) };
  }
  const place = { role: planned.role, environmentId: planned.environmentId };
  if (planned.kind === 'newcomer') {
    const { connectionId, name } = planned;
    const newcomer = { person: { id: 'newcomer', name, connectionId }, holds: [place], groups: [] };
    return { ...state, kin: kinOf([...holdersOf(state), newcomer]) };
  }
  if (planned.kind === 'to-group') {
    const groups = state.groups.map((group) =>
      group.id === planned.groupId ? { ...group, holds: [...group.holds, place] } : group,
    );
    return { ...state, groups };
  }
  const gains = (holder: Holder) =>
    holder.person.id === planned.operatorId ? { ...holder, holds: [...holder.holds, place] } : holder;
  return { ...state, kin: kinOf(holdersOf(state).map(gains)) };
}

function holdersOf({ kin }: PolicyState): Holder[] {
  return kin.flatMap(({ people, names, connectionId, holds, groups }) =>
    people.map((id, at) => ({ person: { id, name: names[at] ?? id, connectionId }, holds, groups })),
  );
}

export function sentenceOf(name: string | undefined, { gain, steps }: Path): string {
  return `${name ?? 'Somebody'} could ${gain} without anybody else: ${steps.join('; then ')}`;
}
