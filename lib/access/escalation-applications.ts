/** Roles give more on the applications that are their holder's own, or their team's: what making them so brings. */
import type { Search } from './escalation-search.ts';
import type { Identity } from './escalation-state.ts';
import type { Conditions, Grant, Row, Where } from './rows.ts';

type Say = (actor: Identity, said: string, ...more: string[][]) => string[];

const taken = 'an application of somebody else';
const mine = 'an application of theirs';
/** Where a row reaches; undefined: nowhere. */
type Reach = string | null | undefined;

/**
 * Whoever may take an application over gives it to any account of theirs, and that one has on it what its roles give on
 * their own and on their team's, whichever roles these are.
 */
export function handOver(search: Search, actor: Identity, command: string, say: Say): void {
  const takes = search
    .by(actor, command)
    .flatMap((grant) =>
      grant.rows.filter((row) => row.may.includes(command)).map((row) => takesIn(grant, row)),
    )
    .filter((place) => place !== undefined);
  for (const to of search.identities.values()) {
    const said = `${command}: makes ${to.id === actor.id ? 'themselves' : to.name} the owner of another’s application`;
    const brought = { ownApplications: [taken], teamApplications: [taken] };
    for (const place of new Set(takes))
      bring(search, to, { place, brought, whose: 'others' }, () => say(actor, said, to.via));
  }
}

/** Whoever fills a group brings somebody's applications into the team of everybody who is in it. */
export function widenTeam(search: Search, actor: Identity, command: string, say: Say): void {
  for (const to of search.receivers(actor)) {
    const said = `${command}: puts ${to.name} into a group with the owner of an application`;
    const brought = { ownApplications: [], teamApplications: [taken] };
    bring(search, to, { place: null, brought, whose: 'whomever they share a group with' }, () =>
      say(actor, said, to.via),
    );
  }
}

interface Bringing {
  /** The environment whose applications are taken; null: any. */
  place: string | null;
  brought: Pick<Grant, 'ownApplications' | 'teamApplications'>;
  whose: string;
}

function bring(search: Search, to: Identity, bringing: Bringing, via: () => string[]): void {
  for (const grant of search.grantsOf(to)) {
    const role = search.state.roles.get(grant.role);
    // What was brought once is not brought again by what it brought.
    if (!role) continue;
    for (const [environmentId, more] of broughtBy(search, grant, bringing))
      search.give(
        to,
        { role: `a ${role.name} on the applications of ${bringing.whose}`, environmentId },
        via,
        more,
      );
  }
}

type More = [environmentId: string | null, rows: Row[]][];
const known = new WeakMap<Search, Map<string, More>>();

/** Whoever holds it: a role gives the same on what is brought, so that each is asked once in a search. */
function broughtBy(search: Search, grant: Grant, { place, brought, whose }: Bringing): More {
  const ofSearch = known.get(search) ?? new Map<string, More>();
  known.set(search, ofSearch);
  const key = [grant.role, grant.environmentId, place, whose].join('\n');
  const found = ofSearch.get(key) ?? moreOf(grant, place, brought);
  ofSearch.set(key, found);
  return found;
}

function moreOf(grant: Grant, place: string | null, brought: Bringing['brought']): More {
  const reached = grant.rows.flatMap((row) => {
    const where = row.where?.({ ...grant, ...brought });
    const environmentId = speaksOf(where, taken) ? within(environmentOf(where), place) : undefined;
    return environmentId === undefined ? [] : [{ environmentId, may: row.may, on: row.on }];
  });
  return [...Map.groupBy(reached, (row) => row.environmentId)].map(([environmentId, rows]) => [
    environmentId,
    rows.map(({ may, on }): Row => ({ may, on, ...(environmentId && { where: only(environmentId) }) })),
  ]);
}

/** One that holds for one's own only takes nothing from anybody. */
function takesIn(grant: Grant, row: Row): Reach {
  const where = row.where?.({ ...grant, ownApplications: [mine], teamApplications: [mine, taken] });
  const isOwnOnly = speaksOf(where, mine) && !speaksOf(where, taken);
  return where === false || isOwnOnly ? undefined : environmentOf(where);
}

type Said = Conditions | false | undefined;

const speaksOf = (where: Said, id: string) => JSON.stringify(where ?? null).includes(id);

function environmentOf(where: Said): Reach {
  if (where === false) return undefined;
  return typeof where?.environmentId === 'string' ? where.environmentId : null;
}

function within(one: Reach, other: Reach): Reach {
  if (one === null) return other;
  return other === null || one === other ? one : undefined;
}

const places = new Map<string, Where>();

/** The same function for the same place, so that rows of two searches can be compared. */
function only(environmentId: string): Where {
  const known = places.get(environmentId) ?? (() => ({ environmentId }));
  places.set(environmentId, known);
  return known;
}
