/** What each kind of effect lets one person do alone; lib/access/escalation.ts repeats them until nothing is new. */
import { lieInside, plainRows, type RoleDefinition } from './definitions.ts';
import type { Effect } from './effects-on-rights.ts';
import { handOver, widenTeam } from './escalation-applications.ts';
import type { Search } from './escalation-search.ts';
import { type Identity, puppet, slugPlace } from './escalation-state.ts';
import type { Grant } from './rows.ts';
import { weightOf } from './weight.ts';

type Move = (search: Search, actor: Identity, command: string, waits: 'always' | 'by-role' | 'never') => void;

/** A kind without a move gives nobody more by itself; the reason stands with the kind. */
export const moves: Record<Effect, Move | null> = {
  none: null,
  narrows: null,
  lengthens: null,
  own: null,
  delegates: null,
  seats: null,
  'carries-out': null,
  approves: null,
  'lowers-duties': null,
  'hands-over': (search, actor, command) => handOver(search, actor, command, act),
  'gives-role': giveRole,
  'gives-membership': giveMembership,
  'shapes-role': shapeRole,
  'makes-person': makePerson,
  'takes-over': takeOver,
  'speaks-for': speakFor,
  'speaks-for-groups': speakForGroups,
  'lowers-approvals': lowerApprovals,
};

export const act = (actor: Identity, said: string, ...more: string[][]) => [
  ...new Set([...actor.via, ...more.flat(), actor.via.length === 0 ? said : `as ${actor.name}: ${said}`]),
];

function viaOf(actor: Identity, grant: Grant): string[] {
  return actor.places.get(slugPlace(grant))?.via ?? [];
}

function giveRole(search: Search, actor: Identity, command: string): void {
  const waits = search.waitingFor(actor);
  for (const grant of search.by(actor, command))
    for (const slug of grant.ceiling) {
      const role = search.state.roles.get(slug);
      if (!role) continue;
      const isCritical = waits(role);
      // What is given everywhere is given in each environment; where that waits, one of them may have a rule of its own.
      const places = isCritical ? [null, ...search.state.environments] : [null];
      for (const environmentId of places) {
        const agreed = search.alone(command, isCritical, environmentId);
        if (!agreed) continue;
        const place = { role: slug, environmentId };
        for (const to of search.receivers(actor)) {
          const said = `${command}: gives ${search.roleName(place)} to ${to.name}`;
          search.give(to, place, () => act(actor, said, viaOf(actor, grant), to.via, agreed));
        }
        if (environmentId === null) break;
      }
    }
}

function giveMembership(search: Search, actor: Identity, command: string): void {
  const waits = search.waitingFor(actor);
  for (const grant of search.by(actor, command)) {
    for (const group of search.state.groups) {
      if (group.isProvisioned || !group.holds.every(({ role }) => grant.ceiling.includes(role))) continue;
      const isCritical = group.holds.some(({ role: slug }) => {
        const role = search.state.roles.get(slug);
        return !role || waits(role);
      });
      const agreed = search.alone(command, isCritical);
      if (!agreed) continue;
      for (const to of search.receivers(actor))
        for (const place of group.holds)
          search.give(to, place, () =>
            act(actor, `${command}: puts ${to.name} into ${group.name}`, to.via, agreed),
          );
    }
    widenTeam(search, actor, command, act);
  }
}

function shapeRole(search: Search, actor: Identity, command: string): void {
  // A role that nobody holds yet gives nothing by being made; giving it is the move of its own.
  if (command === 'role.create') return;
  for (const grant of search.by(actor, command))
    for (const role of search.state.roles.values()) {
      const isReached = grant.ceiling.includes(role.slug) && lieInside(role, grant.ceiling);
      if (role.version === null || (search.state.rules.ceiling && !isReached)) continue;
      if (search.state.rules.neverOwnRole && search.heldAnyway(actor).includes(role.slug)) continue;
      for (const slug of grant.ceiling) shapeInto(search, actor, command, role, search.state.roles.get(slug));
    }
}

/** Into all that another role may; and into what is left of that without its administrative verbs, which waits less. */
function shapeInto(
  search: Search,
  actor: Identity,
  command: string,
  role: RoleDefinition,
  into: RoleDefinition | undefined,
): void {
  if (!into) return;
  const waits = search.waitingFor(actor);
  const plain = { ...into, rows: plainRows(into.rows), ceiling: [], administrative: false, version: 1 };
  const shapes = [
    { after: into, name: into.slug, rows: undefined },
    {
      after: plain,
      name: `${into.name}, without the administrative verbs,`,
      rows: into.administrative ? plain.rows : null,
    },
  ];
  for (const { after, name, rows } of shapes) {
    if (rows === null) continue;
    const isCritical =
      command === 'role.restore' || (role.administrative && search.state.rules.heavyWaits) || waits(after);
    const agreed = search.alone(command, isCritical);
    if (!agreed) continue;
    for (const to of search.identities.values())
      for (const { place } of [...to.places.values()].filter((one) => one.place.role === role.slug)) {
        const shaped = { ...place, role: name };
        const said = `${command}: gives ${role.name} what ${search.roleName(shaped)} may`;
        search.give(to, shaped, () => act(actor, said, agreed), rows);
      }
  }
}

function makePerson(search: Search, actor: Identity, command: string): void {
  if (command !== 'operator.add' || search.by(actor, command).length === 0) return;
  search.become(
    null,
    puppet,
    'a second account of theirs',
    act(actor, `${command}: adds a second account of theirs`),
    actor,
  );
}

function takeOver(search: Search, actor: Identity, command: string, waits: string): void {
  for (const grant of search.by(actor, command))
    for (const { kin, id, name } of search.others(actor)) {
      if (![...kin.holds, ...search.throughGroups(kin)].every(({ role }) => grant.ceiling.includes(role)))
        continue;
      const agreed = search.alone(command, waits === 'always');
      if (agreed)
        search.become(kin, id, name, act(actor, `${command}: resets the second factor of ${name}`, agreed));
    }
}

function speakFor(search: Search, actor: Identity, command: string, waits: string): void {
  const grants = search.by(actor, command);
  const agreed = grants.length > 0 && search.alone(command, waits === 'always');
  if (!agreed) return;
  for (const { kin, id, name } of search.others(actor))
    search.become(kin, id, name, act(actor, `${command}: a provider of theirs vouches for ${name}`, agreed));
  if (command === 'connection.edit_mapping') bringByMapping(search, actor, command, agreed);
}

/** What a group at the provider brings at sign-in, without anybody's word here: what is administrative, or made here, is asked for. */
function bringByMapping(search: Search, actor: Identity, command: string, agreed: string[]): void {
  for (const slug of mappable(search, actor))
    for (const to of search.receivers(actor)) {
      const said = `${command}: a group at the provider brings ${search.roleName({ role: slug, environmentId: null })} to ${to.name}`;
      search.give(to, { role: slug, environmentId: null }, () => act(actor, said, to.via, agreed));
    }
}

function mappable(search: Search, actor: Identity): string[] {
  const ceilings = search.by(actor, 'assignment.create').flatMap(({ ceiling }) => ceiling);
  return [...new Set(ceilings)].filter((slug) => {
    const role = search.state.roles.get(slug);
    return role?.version === null && !weightOf(role).administrative;
  });
}

/**
 * A token is nobody: it puts also its maker into the groups that a directory keeps, and makes accounts. That a person has
 * to let somebody into a group with an administrative role (lib/scim/letting-in.ts) is left out: the role can be made
 * lighter first.
 */
function speakForGroups(search: Search, actor: Identity, command: string, waits: string): void {
  const agreed = search.by(actor, command).length > 0 && search.alone(command, waits === 'always');
  if (!agreed) return;
  search.become(
    null,
    puppet,
    'a second account of theirs',
    act(actor, `${command}: adds a second account of theirs`, agreed),
    actor,
  );
  for (const group of search.state.groups.filter(({ isProvisioned }) => isProvisioned)) {
    for (const to of search.identities.values())
      for (const place of group.holds)
        search.give(to, place, () =>
          act(actor, `${command}: puts ${to.name} into ${group.name}`, to.via, agreed),
        );
  }
}

function lowerApprovals(search: Search, actor: Identity, command: string, waits: string): void {
  if (search.by(actor, command).length === 0) return;
  const agreed = search.alone(command, waits === 'always');
  if (agreed) search.lower(act(actor, `${command}: nobody has to agree any more`, agreed));
}
