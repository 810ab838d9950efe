/** Every permission that a role of a person can hold, in the words of the console. */

import type { RoleDefinition } from './definitions.ts';
import { reaches, reachOf } from './explain.ts';
import { nouns, verbOf } from './gains.ts';
import { roleRows, systemRoles } from './roles.ts';
import type { SubjectName } from './rows.ts';

export interface Permission {
  /** The command's name, or `read`. */
  action: string;
  on: SubjectName;
  /** "Rotate", "See". */
  label: string;
}

export interface Group {
  subject: string;
  permissions: Permission[];
}

/** By what they are about, in the order in which the roles name them. */
export const catalogue: readonly Group[] = grouped();

function grouped(): Group[] {
  const groups = new Map<string, Group>();
  for (const row of systemRoles.flatMap((role) => roleRows[role])) {
    const subject = nouns[row.on];
    if (subject === null) continue;
    const group = groups.get(subject) ?? { subject, permissions: [] };
    groups.set(subject, group);
    for (const action of row.may)
      if (!group.permissions.some((p) => p.action === action && p.on === row.on))
        group.permissions.push({ action, on: row.on, label: labelOf(action) });
  }
  return [...groups.values()];
}

function labelOf(action: string): string {
  const words = action === 'read' ? 'see' : verbOf(action);
  const own = action.endsWith('_own') ? ' their own' : '';
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}${own}`;
}

/** How far a role that is held everywhere reaches in one environment; null: not at all. */
export function reachIn(
  role: Pick<RoleDefinition, 'slug' | 'rows' | 'ceiling' | 'customNames'>,
  { action, on }: Permission,
  environmentId: string,
): string | null {
  const { slug, rows, ceiling, customNames } = role;
  const whose = { operatorId: 'them', ownApplications: ['theirs'], teamApplications: ['team'] };
  const grant = { role: slug, rows, ceiling, customNames, environmentId: null, ...whose };
  const reached = rows
    .filter((row) => row.on === on && row.may.includes(action) && reaches(row, grant, environmentId))
    .map((row) => reachOf(row, grant));
  // The widest of them says it all.
  if (reached.includes('Always')) return 'Always';
  return reached.length > 0 ? [...new Set(reached)].join('; ') : null;
}

export function permissionNamed(action: string, on: string): Permission | null {
  return (
    catalogue.flatMap((group) => group.permissions).find((p) => p.action === action && p.on === on) ?? null
  );
}
