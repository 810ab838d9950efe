/** What being put into a group, or the end of a role, would change: person by person, before it is saved. */
import type { Reader } from '../access/ability.ts';
import { definitions } from '../access/definitions.ts';
import { newPaths } from '../access/escalation-stored.ts';
import { grantsOf, type HeldGrant } from '../access/held.ts';
import { db } from '../db/client.ts';
import { rulesInForce } from '../duties/kind.ts';
import { type Giving, mostLookedAt, type Preview, previewOf } from './preview.ts';

interface Person {
  id: string;
  name: string;
}

interface Placed {
  role: string;
  environmentId: string | null;
}

type Environments = readonly { id: string; name: string }[];

/** Every way to more power that it would open, in words, per person: the search that makes the command critical. */
export function pathsAhead({ now }: Reader, planned: Parameters<typeof newPaths>[1]): Promise<string[]> {
  return newPaths({ tx: db(), now }, planned);
}

/** What these people would have by all of these roles together. */
export async function previewAll(
  { now }: Reader,
  people: readonly Person[],
  placed: readonly Placed[],
  environments: Environments,
): Promise<Preview> {
  const looked = people.slice(0, mostLookedAt);
  const [held, rules, given] = await Promise.all([
    grantsOf(db(), idsOf(looked), now),
    rulesInForce(db()),
    givenBy(placed, environments),
  ]);
  return previewOf(given, looked, held, rules);
}

/** What these people would no longer have without these roles, beside all that they keep. */
export async function previewEnd(
  { now }: Reader,
  people: readonly Person[],
  placed: readonly Placed[],
  environments: Environments,
  ends: (grant: HeldGrant) => boolean,
): Promise<Preview['changes']> {
  const looked = people.slice(0, mostLookedAt);
  const [held, given] = await Promise.all([
    grantsOf(db(), idsOf(looked), now),
    givenBy(placed, environments),
  ]);
  const kept = new Map([...held].map(([id, grants]) => [id, grants.filter((grant) => !ends(grant))]));
  // To lose a role is to be given it backwards: what it would bring to somebody who has all the rest.
  return previewOf(given, looked, kept, []).changes;
}

const idsOf = (people: readonly Person[]) => people.map(({ id }) => id);

/** A role that was retired gives nothing. */
async function givenBy(placed: readonly Placed[], environments: Environments): Promise<Giving[]> {
  const known = await definitions(db());
  return placed.flatMap(({ role: slug, environmentId: id }) => {
    const role = known.get(slug);
    const name = id === null ? 'every environment' : (environments.find((one) => one.id === id)?.name ?? id);
    return role ? [{ role, place: { id, name } }] : [];
  });
}
