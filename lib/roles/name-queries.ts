/** Promise: whoever may read of a role what it is called and what it is for learns that, and nothing else of it. */
import type { Reader } from '../access/ability.ts';
import { isRole, roleNames, systemRoles } from '../access/roles.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import type { RoleFilter } from './schema.ts';

export interface RoleName {
  /** Null of a system role. */
  id: string | null;
  slug: string;
  name: string;
  does: string;
}

/** Whoever may read people's names only is not told who holds what. */
export const seesPeople = ({ access }: Reader) =>
  access.can('read', 'Operator', 'email') && access.can('read', 'Assignment');

/** Whoever may read a role's name and description only is not told what it gives. */
export const seesPolicies = ({ access }: Reader) => access.can('read', 'Role', 'policy');

const seesNames = ({ access }: Reader) => access.can('read', 'Role', 'name');

/** What a system role gives is a table of the product, and no secret to whoever sees who holds it. */
export const seesWhole = (reader: Reader, slugOrId: string) =>
  seesPeople(reader) && (isRole(slugOrId) || seesPolicies(reader));

/** What there is to see of roles, if anything. */
export const seesRoles = (reader: Reader) => seesPeople(reader) || seesNames(reader);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** By its slug or its id. */
export const bySlugOrId = (text: string) => (uuid.test(text) ? { id: text } : { slug: text });

const select = { id: true, slug: true, name: true, description: true } as const;

/** The roles that can be held now, system roles first. Throws `not_found` where not even names are shown. */
export async function listRoleNames(reader: Reader, { q, sort }: RoleFilter): Promise<RoleName[]> {
  if (!seesNames(reader)) throw notFound('This page');
  const own = await db().role.findMany({
    where: { AND: [scopeOf(reader.access, 'read', 'Role'), { retiredAt: null }] },
    select,
    orderBy: { name: 'asc' },
  });
  const system = systemRoles.map((slug) => ({ id: null, slug, ...roleNames[slug] }));
  const wanted = q?.toLowerCase() ?? '';
  const rows = [...system, ...own.map((row) => named(reader, row))].filter(({ name, does }) =>
    `${name}\n${does}`.toLowerCase().includes(wanted),
  );
  // How many hold each is not shown, so that no order tells it either.
  return sort === 'name' ? rows.toSorted((one, other) => one.name.localeCompare(other.name, 'en')) : rows;
}

/** One role that can be held now. Throws `not_found`. */
export async function readRoleName(reader: Reader, slugOrId: string): Promise<RoleName> {
  if (!seesNames(reader)) throw notFound('This role');
  if (isRole(slugOrId)) return { id: null, slug: slugOrId, ...roleNames[slugOrId] };
  const row = await db().role.findFirst({
    where: { AND: [bySlugOrId(slugOrId), { retiredAt: null }, scopeOf(reader.access, 'read', 'Role')] },
    select,
  });
  if (!row) throw notFound('This role');
  return named(reader, row);
}

/** The same as an API answers it: nothing else is told, and nothing may be done. */
export async function describeRoleName(reader: Reader, slugOrId: string) {
  const { does: description, ...role } = await readRoleName(reader, slugOrId);
  const hidden = { policy: null, ceiling: null, administrative: null, version: null, retiredAt: null };
  const may = { copy: false, edit: false, restore: false, retire: false };
  return { ...role, description, ...hidden, may };
}

function named(
  { access }: Reader,
  { description, ...row }: Omit<RoleName, 'does'> & { description: string },
) {
  return { ...row, does: access.can('read', 'Role', 'description') ? description : '' };
}
