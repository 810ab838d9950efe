/**
 * A policy as a matrix: for each permission how far it reaches in the sandbox and in production. What the matrix cannot
 * say stays as it is ("kept") instead of being rounded to something that permits more.
 */
import { catalogue, type Group, type Permission } from '../access/catalogue.ts';
import { nouns, verbOf } from '../access/gains.ts';
import {
  applicationColumn,
  maskable,
  type Narrowing,
  ownColumn,
  type Policy,
  type PolicyRule,
  permissions,
  withEnvironment,
} from '../access/policy.ts';
import type { SubjectName } from '../access/rows.ts';

export type Place = 'sandbox' | 'production';
export type Reach = 'no' | 'always' | 'own' | 'team' | 'these' | 'mine' | 'names' | 'kept';
/** Of what belongs to no environment both are the same, and are chosen once. */
export type Cells = Record<Place, Reach>;

/** One statement of a rule about one permission. */
interface Atom {
  environment: Place | null;
  reach: Exclude<Reach, 'no' | 'kept'>;
  /** Of `these`. */
  ids: string;
}

const inCatalogue = catalogue
  .map(({ subject, permissions: all }) => ({
    subject,
    permissions: all.filter((one) => permissions.has(keyOf(one))),
  }))
  .filter((group) => group.permissions.length > 0);
/** What stands behind pages of something else: nobody is told of it elsewhere, and here nothing is hidden. */
const behindPages = [...permissions]
  .filter((key) => !inCatalogue.some((group) => group.permissions.some((one) => keyOf(one) === key)))
  .map((key): Permission => {
    const [action = '', on = ''] = key.split(' ') as [string, SubjectName];
    const thing = on.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
    return {
      action,
      on: on as SubjectName,
      label: `${action === 'read' ? 'See' : verbOf(action)} each ${thing}`,
    };
  });

/** What a role can hold, in the order of the catalogue. */
export const groups: readonly Group[] = [
  ...inCatalogue,
  ...(behindPages.length > 0 ? [{ subject: 'Behind other pages', permissions: behindPages }] : []),
];
const every: readonly Permission[] = groups.flatMap((group) => group.permissions);

export function keyOf({ action, on }: Pick<Permission, 'action' | 'on'>): string {
  return `${action} ${on}`;
}

/** "Keys, rotate" */
export function nameOf({ on, label }: Permission): string {
  const subject = nouns[on];
  return subject ? `${subject}, ${label.toLowerCase()}` : label;
}

export const isByEnvironment = ({ on }: Pick<Permission, 'on'>): boolean => withEnvironment.includes(on);

/** What can be chosen for a permission. */
export function reachesOf({ action, on }: Permission): Reach[] {
  return [
    'no',
    'always',
    ...(applicationColumn[on] ? (['own', 'team', 'these'] as const) : []),
    ...(ownColumn[on] ? (['mine'] as const) : []),
    ...(action === 'read' && maskable[on] ? (['names'] as const) : []),
  ];
}

/** The applications that "these" means in the matrix: those that most rules of the policy name, or none. */
export function theseOf(policy: Policy): string[] {
  const lists = policy.rules.flatMap(({ where }) =>
    Array.isArray(where?.applications) ? [[...where.applications].sort()] : [],
  );
  const count = (list: string[]) => lists.filter((other) => other.join() === list.join()).length;
  return lists.toSorted((a, b) => count(b) - count(a))[0] ?? [];
}

/** By permission; `these` are the applications that a listing cell names. */
export function cellsOf(policy: Policy, these: readonly string[] = theseOf(policy)): Map<string, Cells> {
  return new Map(every.map((permission) => [keyOf(permission), cellsOfOne(policy, permission, these)]));
}

function cellsOfOne(policy: Policy, permission: Permission, these: readonly string[]): Cells {
  const atoms = atomsOf(policy, permission);
  const reachIn = (place: Place): Reach => {
    const here = atoms.filter(({ environment }) => environment === null || environment === place);
    if (here.some(({ reach }) => reach === 'always')) return 'always';
    return here[0]?.reach ?? 'no';
  };
  const cells = { sandbox: reachIn('sandbox'), production: reachIn('production') };
  const again = atomsOf({ rules: rulesOfCells(permission, cells, these) }, permission);
  const isSaid = same(atoms, again);
  return isSaid ? cells : { sandbox: 'kept', production: 'kept' };
}

const textOf = ({ environment, reach, ids }: Atom) => `${environment} ${reach} ${ids}`;
const same = (some: readonly Atom[], others: readonly Atom[]) =>
  [...new Set(some.map(textOf))].sort().join() === [...new Set(others.map(textOf))].sort().join();

function atomsOf(policy: Policy, { action, on }: Permission): Atom[] {
  const atoms = policy.rules
    .filter((rule) => rule.on === on && rule.may.includes(action))
    .map((rule) => ({
      environment: rule.where?.environment ?? null,
      reach: reachOfRule(rule),
      ids: Array.isArray(rule.where?.applications) ? [...rule.where.applications].sort().join() : '',
    }));
  // Whatever stands beside "always, in both" says nothing more.
  const all = atoms.find(({ environment, reach }) => environment === null && reach === 'always');
  return all ? [all] : atoms;
}

function reachOfRule({ where, fields }: PolicyRule): Atom['reach'] {
  if (fields) return 'names';
  if (where?.own) return 'mine';
  if (where?.applications === 'own' || where?.applications === 'team') return where.applications;
  return where?.applications ? 'these' : 'always';
}

/** The policy that says what the cells say; `kept` takes over what the former one said of that permission. */
export function policyOfCells(
  cells: ReadonlyMap<string, Cells>,
  these: readonly string[],
  former: Policy = { rules: [] },
): Policy {
  const rules = every.flatMap((permission) => {
    const chosen = cells.get(keyOf(permission)) ?? { sandbox: 'no', production: 'no' };
    if (chosen.sandbox === 'kept' || chosen.production === 'kept')
      return former.rules
        .filter((rule) => rule.on === permission.on && rule.may.includes(permission.action))
        .map((rule) => ({ ...rule, may: [permission.action] }));
    return rulesOfCells(permission, chosen, these);
  });
  return { rules: merged(rules) };
}

function rulesOfCells(
  permission: Permission,
  { sandbox, production }: Cells,
  these: readonly string[],
): PolicyRule[] {
  if (!isByEnvironment(permission)) return ruleOf(permission, production, null, these);
  if (sandbox === production) return ruleOf(permission, production, null, these);
  return [
    ...ruleOf(permission, sandbox, 'sandbox', these),
    ...ruleOf(permission, production, 'production', these),
  ];
}

function ruleOf(
  { action, on }: Permission,
  reach: Reach,
  environment: Place | null,
  these: readonly string[],
): PolicyRule[] {
  // "These" of none is nothing: left out, and never an empty list that reads as no condition.
  if (reach === 'no' || reach === 'kept' || (reach === 'these' && these.length === 0)) return [];
  const where: Narrowing = {
    ...(environment && { environment }),
    ...((reach === 'own' || reach === 'team') && { applications: reach }),
    ...(reach === 'these' && { applications: [...these].sort() }),
    ...(reach === 'mine' && { own: true as const }),
  };
  return [
    {
      may: [action],
      on,
      ...(Object.keys(where).length > 0 && { where }),
      ...(reach === 'names' && { fields: [...(maskable[on] ?? [])] }),
    },
  ];
}

/** Rules that differ in nothing but what may be done are one. */
function merged(rules: readonly PolicyRule[]): PolicyRule[] {
  const byRest = Map.groupBy(rules, ({ may: _, ...rest }) => JSON.stringify(rest));
  return [...byRest.values()].map((some) => ({
    ...(some[0] as PolicyRule),
    may: [...new Set(some.flatMap(({ may }) => may))],
  }));
}
