/** What each kind of effect lets one person do alone; lib/access/escalation.ts repeats them until nothing is new. */
import { lieInside } from './definitions.ts';
import type { Effect } from './effects-on-rights.ts';
import type { Search } from './escalation-search.ts';
import { type Identity, puppet, slugPlace } from './escalation-state.ts';
import type { Grant, SubjectName } from './rows.ts';

type Move = (search: Search, actor: Identity, command: string, waits: 'always' | 'by-role' | 'never') => void;

/** A kind without a move gives nobody more by itself; the reason stands with the kind. */
export const moves: Record<Effect, Move | null> = {
  none: null,
  narrows: null,
  own: null,
  delegates: null,
  seats: null,
  'carries-out': null,
  approves: null,
  'lowers-duties': null,
  'hands-over': handOver,
  'gives-role': giveRole,
  'gives-membership': giveMembership,
  'shapes-role': shapeRole,
  'makes-person': makePerson,
  'takes-over': takeOver,
  'speaks-for': speakFor,
  'lowers-approvals': lowerApprovals,
};

const act = (actor: Identity, said: string, ...more: string[][]) => [
  ...new Set([...actor.via, ...more.flat(), actor.via.length === 0 ? said : `as ${actor.name}: ${said}`]),
];

function viaOf(actor: Identity, grant: Grant): string[] {
  return actor.places.get(slugPlace(grant))?.via ?? [];
}

function giveRole(search: Search, actor: Identity, command: string): void {
  for (const grant of search.by(actor, command))
    for (const slug of grant.ceiling) {
      // Account owners are named one by one, by owners, and wait always.
      const agreed = search.alone(command, search.waitsFor(grant, slug));
      if (!agreed) continue;
      for (const to of search.receivers(actor)) {
        const place = { role: slug, environmentId: null };
        const said = `${command}: gives ${search.roleName(place)} to ${to.name}`;
        search.give(to, place, act(actor, said, viaOf(actor, grant), to.via, agreed));
      }
    }
}

function giveMembership(search: Search, actor: Identity, command: string): void {
  for (const grant of search.by(actor, command))
    for (const group of search.state.groups) {
      if (!group.holds.every(({ role }) => grant.ceiling.includes(role))) continue;
      const agreed = search.alone(
        command,
        group.holds.some(({ role }) => search.waitsFor(grant, role)),
      );
      if (!agreed) continue;
      for (const to of search.receivers(actor))
        for (const place of group.holds)
          search.give(
            to,
            place,
            act(actor, `${command}: puts ${to.name} into ${group.name}`, to.via, agreed),
          );
    }
}

function shapeRole(search: Search, actor: Identity, command: string): void {
  // A role that nobody holds yet gives nothing by being made; giving it is the move of its own.
  if (command === 'role.create') return;
  for (const grant of search.by(actor, command))
    for (const role of search.state.roles.values()) {
      if (role.version === null || (search.state.rules.ceiling && !lieInside(role, grant.ceiling))) continue;
      const holds = [...actor.places.values()].some(({ place }) => place.role === role.slug);
      if (holds && search.state.rules.neverOwnRole) continue;
      for (const slug of grant.ceiling) {
        const isCritical =
          command === 'role.restore' || search.isAdministrative(role.slug) || search.isAdministrative(slug);
        const agreed = search.alone(command, isCritical);
        if (!agreed) continue;
        for (const to of search.identities.values())
          for (const { place } of [...to.places.values()].filter((one) => one.place.role === role.slug))
            search.give(
              to,
              { ...place, role: slug },
              act(
                actor,
                `${command}: gives ${role.name} what ${search.roleName({ ...place, role: slug })} may`,
                agreed,
              ),
            );
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
  if (search.by(actor, command).length === 0) return;
  const agreed = search.alone(command, waits === 'always');
  if (!agreed) return;
  const isToken = command === 'scim_token.create';
  for (const { kin, id, name } of search.others(actor))
    if (!isToken)
      search.become(
        kin,
        id,
        name,
        act(actor, `${command}: a provider of theirs vouches for ${name}`, agreed),
      );
}

function lowerApprovals(search: Search, actor: Identity, command: string, waits: string): void {
  if (search.by(actor, command).length === 0) return;
  const agreed = search.alone(command, waits === 'always');
  if (agreed) search.lower(act(actor, `${command}: nobody has to agree any more`, agreed));
}

const anyApplication: SubjectName = 'Application';
const taken = 'an application of somebody else';

// Whoever may take any application over, while their role gives more on their own, has that more on all of them.
function handOver(search: Search, actor: Identity, command: string): void {
  if (command !== 'application.hand_over') return;
  for (const grant of search.by(actor, command)) {
    const takes = grant.rows.some((row) => row.on === anyApplication && row.may.includes(command));
    const given = { ...grant, ownApplications: [taken] };
    const more = grant.rows.some((row) => JSON.stringify(row.where?.(given) ?? {}).includes(taken));
    if (!takes || !more) continue;
    const place = {
      role: `a ${search.roleName(grant)} on the applications of others`,
      environmentId: null,
    };
    search.give(actor, place, act(actor, `${command}: makes themselves the owner of another’s application`));
  }
}
