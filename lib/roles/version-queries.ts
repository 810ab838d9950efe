import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { seesPolicies } from './name-queries.ts';
import { requirePeople } from './role-queries.ts';

export interface FormerRole {
  version: number;
  name: string;
  description: string;
  ceiling: string[];
  stored: unknown;
  replacedAt: Date;
  replacedBy: string;
}

/** Former versions, the latest first. Throws `not_found`. */
export async function listRoleVersions(reader: Reader, roleId: string): Promise<FormerRole[]> {
  requirePeople(reader);
  if (!seesPolicies(reader)) throw notFound('This role');
  const rows = await db().roleVersion.findMany({
    where: { role: { is: { AND: [{ id: roleId }, scopeOf(reader.access, 'read', 'Role')] } } },
    orderBy: { version: 'desc' },
    take: 200,
  });
  return rows.map(({ id: _, roleId: __, policy: stored, ...row }) => ({ ...row, stored }));
}
