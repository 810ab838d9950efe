import { mayOn, type Reader } from '../access/ability.ts';
import { customDefinition, definitions, systemDefinition } from '../access/definitions.ts';
import { heldBy, inForceAt } from '../access/held.ts';
import { Policy } from '../access/policy.ts';
import { isRole, systemRoles } from '../access/roles.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { policyOfSystemRole } from './copy.ts';
import {
  bySlugOrId,
  describeRoleName,
  listRoleNames,
  seesPeople,
  seesPolicies,
  seesWhole,
} from './name-queries.ts';
import { RoleFilter } from './schema.ts';

/** Whoever may read names only is not told who holds what. Throws `not_found`. */
export function requirePeople(reader: Reader): void {
  if (!seesPeople(reader)) throw notFound('This page');
}

interface Held {
  /** Each person once, wherever they hold it. */
  people: number;
  everywhere: number;
  production: number;
  sandbox: number;
}

/** How many active people hold each role now, themselves or through a group, by where they hold it. */
async function holdersByRole(reader: Reader): Promise<(slug: string) => Held> {
  const rows = await db().assignment.findMany({
    where: { AND: [inForceAt(reader.now), scopeOf(reader.access, 'read', 'Assignment')] },
    select: {
      role: true,
      environmentId: true,
      operator: { select: { id: true, state: true } },
      group: {
        select: {
          endedAt: true,
          members: { where: { operator: { is: { state: 'active' } } }, select: { operatorId: true } },
        },
      },
    },
  });
  const people = new Map<string, Set<string>>();
  const add = (place: string, id: string) => people.set(place, (people.get(place) ?? new Set()).add(id));
  for (const { role, environmentId, operator, group } of rows) {
    const own = operator?.state === 'active' ? [operator.id] : [];
    const through = group && !group.endedAt ? group.members.map(({ operatorId }) => operatorId) : [];
    for (const id of [...own, ...through]) {
      add(`${role} ${environmentId ?? 'everywhere'}`, id);
      add(`${role} anywhere`, id);
    }
  }
  return (slug) => {
    const count = (place: string) => people.get(`${slug} ${place}`)?.size ?? 0;
    return {
      people: count('anywhere'),
      everywhere: count('everywhere'),
      production: count('production'),
      sandbox: count('sandbox'),
    };
  };
}

/** Every role with how many people hold it, by environment. Throws `not_found`, also for whoever may see names only. */
export async function listHeldRoles(reader: Reader, filter: RoleFilter) {
  requirePeople(reader);
  const seesAll = seesPolicies(reader);
  const isRetired = seesAll && filter.state === 'retired';
  const [holders, custom] = await Promise.all([
    holdersByRole(reader),
    db().role.findMany({
      where: {
        AND: [
          scopeOf(reader.access, 'read', 'Role'),
          isRetired ? { retiredAt: { not: null } } : { retiredAt: null },
        ],
      },
      select: { ...roleColumns, versions: lastVersion },
      orderBy: { name: 'asc' },
    }),
  ]);
  const system = isRetired ? [] : systemRoles.map((slug) => ({ ...systemDefinition(slug), custom: null }));
  const own = custom.map(({ id, version, retiredAt, createdAt, versions, ...stored }) => ({
    ...customDefinition({ ...stored, version }),
    ...(!seesAll && { administrative: null }),
    custom: {
      id,
      version: seesAll ? version : null,
      retiredAt,
      changedAt: seesAll ? (versions[0]?.replacedAt ?? createdAt) : null,
      changedBy: (seesAll && versions[0]?.replacedBy) || null,
    },
  }));
  const wanted = filter.q?.toLowerCase() ?? '';
  const rows = [...system, ...own]
    .filter(({ name, does }) => `${name}\n${does}`.toLowerCase().includes(wanted))
    .map(({ slug, name, does, custom: of, administrative }) => ({
      slug,
      name,
      does,
      administrative,
      custom: of,
      ...holders(slug),
    }));
  if (filter.sort === 'own') return rows;
  const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name, 'en');
  return filter.sort === 'name'
    ? rows.toSorted(byName)
    : rows.toSorted((one, other) => other.people - one.people || byName(one, other));
}

export type RoleRow = Awaited<ReturnType<typeof listHeldRoles>>[number];

/** The same for the API: whoever may see names only gets names only. */
export async function listRoles(reader: Reader, filter: RoleFilter = RoleFilter.parse({})) {
  if (seesPeople(reader)) return listHeldRoles(reader, filter);
  const nothing = { version: null, retiredAt: null, changedAt: null, changedBy: null };
  return (await listRoleNames(reader, filter)).map(({ id, ...row }) => ({
    ...row,
    ...unseen,
    custom: id === null ? null : { id, ...nothing },
  }));
}
const unseen = { administrative: null, people: null, everywhere: null, production: null, sandbox: null };

const roleColumns = {
  id: true,
  slug: true,
  name: true,
  description: true,
  policy: true,
  ceiling: true,
  version: true,
  retiredAt: true,
  createdAt: true,
} as const;
const lastVersion = {
  orderBy: { version: 'desc' },
  take: 1,
  select: { replacedAt: true, replacedBy: true },
} as const;

/**
 * One role by its slug or its id, with what the reader may do with it. Throws `not_found`, also for whoever may read
 * names only.
 */
export async function readRole(reader: Reader, slugOrId: string) {
  if (!seesWhole(reader, slugOrId)) throw notFound('This role');
  const known = await definitions(db());
  const names = new Map([...known.values()].map(({ slug, name }) => [slug, { name }]));
  if (isRole(slugOrId)) {
    const definition = known.get(slugOrId) ?? systemDefinition(slugOrId);
    const copy = mayCreate(reader);
    const none = { edit: false, restore: false, retire: false };
    return { definition, names, custom: null, ever: none, may: { copy, ...none } };
  }
  const row = await db().role.findFirst({
    where: { AND: [bySlugOrId(slugOrId), scopeOf(reader.access, 'read', 'Role')] },
    select: { ...roleColumns, versions: lastVersion },
  });
  if (!row) throw notFound('This role');
  const { versions, ...stored } = row;
  const may = (action: string) =>
    mayOn(reader.access, action, 'Role', { slug: row.slug, retiredAt: row.retiredAt });
  return {
    definition: customDefinition(row),
    names,
    custom: {
      ...stored,
      policy: Policy.safeParse(row.policy).data ?? null,
      changedAt: versions[0]?.replacedAt ?? row.createdAt,
      changedBy: versions[0]?.replacedBy ?? null,
      isHeld: await isHeldBy(reader, row.slug),
    },
    /** What they may do to some roles: what they may not do to this one is shown with the reason. */
    ever: {
      edit: reader.access.can('role.edit', 'Role'),
      restore: reader.access.can('role.restore', 'Role'),
      retire: reader.access.can('role.retire', 'Role'),
    },
    may: {
      copy: mayCreate(reader),
      edit: may('role.edit'),
      restore: may('role.restore'),
      retire: may('role.retire'),
    },
  };
}
export type RolePage = Awaited<ReturnType<typeof readRole>>;

/** The same without functions: for the API. Whoever may read names only is answered with those. */
export async function describeRole(reader: Reader, slugOrId: string) {
  if (!seesWhole(reader, slugOrId)) return describeRoleName(reader, slugOrId);
  const { definition, custom, may } = await readRole(reader, slugOrId);
  const { slug, name, does: description, ceiling, administrative, version } = definition;
  const policy = custom?.policy ?? (isRole(slug) ? policyOfSystemRole(slug).policy : null);
  return {
    id: custom?.id ?? null,
    slug,
    name,
    description,
    policy,
    ceiling,
    administrative,
    version,
    retiredAt: custom?.retiredAt ?? null,
    may,
  };
}

const mayCreate = ({ access }: Reader) => access.can('role.create', 'Role');

/** Whether the reader holds it themselves: then they may not change it, and the page says so. */
async function isHeldBy({ operatorId }: Reader, slug: string): Promise<boolean> {
  const held = { AND: [{ role: slug, endedAt: null }, heldBy([operatorId])] };
  return (await db().assignment.count({ where: held })) > 0;
}
