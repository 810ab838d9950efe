/** What a role is, whether its table is literal or its policy is data: looked up here and nowhere else. */
import type { Database, Tx } from '../db/client.ts';
import { administrativeSubjects, Policy, rowsOf } from './policy.ts';
import {
  administrativeRoles,
  ceilings,
  everybody,
  type Role,
  roleNames,
  roleRows,
  systemRoles,
} from './roles.ts';
import type { Grant, Row } from './rows.ts';

export interface RoleDefinition {
  slug: string;
  name: string;
  does: string;
  rows: readonly Row[];
  /** Roles that its holder may grant, custom ones included. */
  ceiling: readonly string[];
  /** What this installation's own roles are called, by slug, where they were read together. */
  customNames?: ReadonlyMap<string, string> | undefined;
  /** Granting it is critical (docs/access.md). */
  administrative: boolean;
  /** Of a custom role, raised by every edit; null of a system role. */
  version: number | null;
}

/** True where a row has a verb that changes who may do what (docs/access.md, "administrative verbs"). */
export function isAdministrative(rows: readonly Row[]): boolean {
  return rows.some(
    (row) =>
      !everybody.includes(row) &&
      administrativeSubjects.includes(row.on) &&
      row.may.some((may) => may !== 'read'),
  );
}

/** What is left of them without those verbs. */
export function plainRows(rows: readonly Row[]): Row[] {
  return rows.flatMap((row) => {
    if (everybody.includes(row) || !administrativeSubjects.includes(row.on)) return [row];
    return row.may.includes('read') ? [{ ...row, may: ['read'] }] : [];
  });
}

interface StoredRole {
  slug: string;
  name: string;
  description: string;
  policy: unknown;
  ceiling: string[];
  version: number;
}

/** A stored role that no longer reads (a permission of a later version) gives nothing rather than something else. */
export function customDefinition(stored: StoredRole): RoleDefinition {
  const policy = Policy.safeParse(stored.policy);
  const rows = policy.success ? rowsOf(policy.data) : [];
  const { slug, name, description: does, ceiling, version } = stored;
  return { slug, name, does, rows, ceiling, version, administrative: isAdministrative(rows) };
}

export function systemDefinition(slug: Role, custom: readonly RoleDefinition[] = []): RoleDefinition {
  const ceiling = ceilings[slug];
  const own = custom.filter((role) => lieInside(role, ceiling)).map((role) => role.slug);
  return {
    slug,
    ...roleNames[slug],
    rows: roleRows[slug],
    ceiling: [...ceiling, ...own],
    administrative: administrativeRoles.includes(slug),
    version: null,
  };
}

const wide: Grant = {
  role: '',
  rows: [],
  ceiling: systemRoles,
  environmentId: null,
  operatorId: '',
  ownApplications: [],
  teamApplications: [],
};

/**
 * A custom role may be granted by whose ceiling holds system roles that give all of it without a condition. Otherwise
 * whoever may grant developers could grant a role made of their verbs without their limits.
 */
export function lieInside(
  role: Pick<RoleDefinition, 'rows' | 'ceiling'>,
  ceiling: readonly string[],
): boolean {
  if (ceiling.includes('account-owner')) return true;
  if (role.ceiling.some((slug) => !ceiling.includes(slug))) return false;
  const given = systemRoles.filter((slug) => ceiling.includes(slug)).flatMap((slug) => roleRows[slug]);
  return areGivenBy(role.rows, given);
}

/** True where each of these rows is in one of the given ones, without a condition or under the very same. */
export function areGivenBy(rows: readonly Row[], given: readonly Row[]): boolean {
  return rows.every((row) => row.may.every((may) => given.some((other) => covers(other, row, may))));
}

function covers(other: Row, row: Row, may: string): boolean {
  if (other.on !== row.on || !other.may.includes(may)) return false;
  if (other.fields && (row.fields ?? ['*']).some((field) => !other.fields?.includes(field))) return false;
  if (other === row || other.where === row.where) return true;
  const conditions = other.where?.(wide) ?? {};
  return conditions !== false && Object.keys(conditions).length === 0;
}

const stored = {
  slug: true,
  name: true,
  description: true,
  policy: true,
  ceiling: true,
  version: true,
} as const;

type Definitions = ReadonlyMap<string, RoleDefinition>;
let latest: { said: string; known: Definitions } | null = null;

/**
 * Every role that can be held now, system roles first, by slug. What the rows say is worked out once, for as long as
 * they say it to the letter. Not by their versions: an edit that is rolled back, as each one that waits for others
 * is, takes a version that the next edit gives to another policy.
 */
export async function definitions(tx: Pick<Tx | Database, 'role'>): Promise<Definitions> {
  const rows = await tx.role.findMany({
    where: { retiredAt: null },
    select: stored,
    orderBy: { name: 'asc' },
  });
  const said = JSON.stringify(rows);
  if (latest?.said !== said) latest = { said, known: definitionsOf(rows) };
  return latest.known;
}

/** Pure: every role with what each ceiling holds of this installation's own. */
function definitionsOf(rows: readonly StoredRole[]): Definitions {
  const custom = rows.map(customDefinition);
  const system = systemRoles.map((slug) => systemDefinition(slug, custom));
  const customNames = new Map(custom.map(({ slug, name }) => [slug, name]));
  return new Map([...system, ...custom].map((role) => [role.slug, { ...role, customNames }]));
}

/** The system roles alone: enough where nobody holds a custom role and nobody grants. */
export const systemDefinitions: ReadonlyMap<string, RoleDefinition> = new Map(
  systemRoles.map((slug) => [slug, systemDefinition(slug)]),
);

/** What a role is called, wherever it is named; its slug where it is no more. */
export function definitionNameOf(known: ReadonlyMap<string, { name: string }>, slug: string): string {
  return known.get(slug)?.name ?? systemDefinitions.get(slug)?.name ?? slug;
}
