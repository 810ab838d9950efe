/**
 * Promise: every way by which one person alone could come to more power than they were given is found, by a fixpoint over
 * the effects that commands declare. Pure: a policy goes in, paths come out. It assumes the worst about people: that
 * everybody has a second account at their provider, and that whoever may change a provider stands behind it.
 */
import { areGivenBy, lieInside } from './definitions.ts';
import { onRights } from './effects-on-rights.ts';
import { moves } from './escalation-moves.ts';
import { Search } from './escalation-search.ts';
import {
  type Kin,
  type Path,
  type Place,
  type PolicyState,
  puppet,
  type Reached,
  slugPlace,
} from './escalation-state.ts';

// Second accounts first: what is given to one of them is told by the plainest command.
const commands = Object.entries(onRights).toSorted(
  ([, a], [, b]) => Number(b.effect === 'makes-person') - Number(a.effect === 'makes-person'),
);

/** Every path of everybody, each once, by the steps that the search meets first. */
export function pathsIn(state: PolicyState): Path[] {
  return state.kin.flatMap((kin) => pathsOf(state, kin));
}

export function pathsOf(state: PolicyState, kin: Kin): Path[] {
  const search = new Search(state, kin);
  // Whoever acts as an account owner has all there is: what they could come to beyond that is no more.
  for (let round = 0; search.changed && (round === 0 || !search.hasAll()); round += 1) {
    search.changed = false;
    for (const [command, { effect, waits }] of commands)
      for (const actor of [...search.identities.values()]) moves[effect]?.(search, actor, command, waits);
  }
  return found(search, kin);
}

function found(search: Search, kin: Kin): Path[] {
  const holds = [...kin.holds, ...search.throughGroups(kin)];
  const paths: Path[] = [];
  const add = (key: string, gain: string, steps: string[], of: Pick<Path, 'rows' | 'place'>) =>
    paths.push({ kinId: kin.id, key: `${kin.id} ${key}`, gain, steps, ...of });
  for (const identity of search.identities.values()) {
    if (identity.kin && identity.kin !== kin)
      add(`is ${identity.id}`, `act as ${identity.name}`, identity.via, anothers);
    else
      for (const reached of identity.places.values()) {
        const { place, via } = reached;
        if (via.length > 0 && !isOwn(search, holds, reached))
          add(
            `has ${slugPlace(place)} ${identity.id === puppet}`,
            `have what ${search.roleName(place)} may`,
            via,
            { rows: search.rowsOf(reached), place },
          );
      }
  }
  const [lowered] = search.lowered;
  if (lowered) add('lowered', 'set how many people have to agree', lowered.via, anothers);
  return paths;
}

const anothers = { rows: null, place: null };

// What a role of theirs gives anyway is no more power than they have.
function isOwn(search: Search, holds: readonly Place[], reached: Reached): boolean {
  const { role: slug, environmentId } = reached.place;
  const there = holds.filter((one) => one.environmentId === null || one.environmentId === environmentId);
  if (there.some(({ role }) => role === slug)) return true;
  const everywhere = holds.filter((one) => one.environmentId === null).map(({ role }) => role);
  if (everywhere.includes('account-owner')) return true;
  if (reached.rows)
    return areGivenBy(
      reached.rows,
      everywhere.flatMap((one) => [...(search.state.roles.get(one)?.rows ?? [])]),
    );
  const role = search.state.roles.get(slug);
  return role !== undefined && lieInside(role, everywhere);
}
