/** A policy in words: for the trail, for what an edit would change, and for what differs between two versions. */

import type { Permission } from '../access/catalogue.ts';
import { definitionNameOf } from '../access/definitions.ts';
import { Policy, type PolicyRule } from '../access/policy.ts';
import {
  type Cells,
  cellsOf,
  groups,
  isByEnvironment,
  keyOf,
  nameOf,
  type Place,
  type Reach,
  theseOf,
} from './cells.ts';

/** Said of one cell; `count` applications are named. */
export function reachWords(reach: Reach, count: number): string {
  switch (reach) {
    case 'no':
      return 'No';
    case 'always':
      return 'Always';
    case 'own':
      return 'Of applications they own or deputise';
    case 'team':
      return 'Of applications of theirs or of people in their groups';
    case 'these':
      return count === 1 ? 'Of 1 named application' : `Of ${count} named applications`;
    case 'mine':
      return 'What they did themselves';
    case 'names':
      return 'Names only';
    case 'kept':
      return 'As the JSON says';
  }
}

const places: readonly Place[] = ['sandbox', 'production'];

/** One line a permission that is held, in the order of the catalogue. */
export function linesOfPolicy(stored: unknown): string[] {
  const parsed = Policy.safeParse(stored);
  if (!parsed.success) return ['a policy that cannot be read any more: it gives nothing'];
  const policy = parsed.data;
  const these = theseOf(policy);
  const cells = cellsOf(policy, these);
  return groups.flatMap(({ permissions }) =>
    permissions.flatMap((permission) => {
      const held = cells.get(keyOf(permission));
      const reach = held && reachLine(permission, held, policy, these);
      return reach ? [`${nameOf(permission)}: ${reach}`] : [];
    }),
  );
}

function reachLine(
  permission: Permission,
  cells: Cells,
  policy: Policy,
  these: readonly string[],
): string | null {
  if (cells.sandbox === 'no' && cells.production === 'no') return null;
  // What no two cells say is said rule by rule, with everything that narrows it: words must hide nothing.
  if (cells.sandbox === 'kept') {
    const rules = policy.rules.filter(
      (rule) => rule.on === permission.on && rule.may.includes(permission.action),
    );
    return [...new Set(rules.map((rule) => ruleWords(rule, isByEnvironment(permission))))].sort().join('; ');
  }
  const say = (reach: Reach) =>
    `${reachWords(reach, these.length).toLowerCase()}${reach === 'these' ? ` (${these.join(', ')})` : ''}`;
  if (cells.sandbox === cells.production)
    return isByEnvironment(permission) ? `${say(cells.production)}, in both` : say(cells.production);
  return places
    .filter((place) => cells[place] !== 'no')
    .map((place) => `${say(cells[place])} in ${place}`)
    .join('; ');
}

function ruleWords({ where = {}, fields }: PolicyRule, byEnvironment: boolean): string {
  const { applications, environment, own } = where;
  const ids = Array.isArray(applications) ? [...applications].sort() : [];
  const narrowed = [
    fields && `only ${fields.join(', ')}`,
    own && reachWords('mine', 0),
    typeof applications === 'string' && reachWords(applications, 0),
    ids.length > 0 && `${reachWords('these', ids.length)} (${ids.join(', ')})`,
  ].filter((words) => typeof words === 'string');
  const reach = (narrowed.length > 0 ? narrowed.join(', ') : reachWords('always', 0)).toLowerCase();
  if (environment) return `${reach} in ${environment}`;
  return byEnvironment ? `${reach}, in both` : reach;
}

/** "every role", or names in a sentence; a slug where nothing is known of it. */
export function ceilingWords(
  ceiling: readonly string[],
  known: ReadonlyMap<string, { name: string }>,
): string {
  if (ceiling.includes('account-owner')) return 'every role';
  return ceiling.map((slug) => definitionNameOf(known, slug).toLowerCase()).join(', ') || 'no role';
}
