import type { PermissionLine } from '#components/permissions/permission-table.tsx';
import { gainsOf } from '#lib/access/gains.ts';
import { isRole, systemRoles } from '#lib/access/roles.ts';
import { placeName, roleLabel } from '../operators/role-words.ts';

interface Held {
  role: string;
  environmentId: string | null;
}

/** What these assignments give, by subject: the rows that decide, in words, each with the role it comes from. */
export function permissionLines(
  held: Held[],
  environments: { id: string; name: string }[],
): PermissionLine[] {
  const lines = held.flatMap(({ role, environmentId }) => {
    if (!isRole(role)) return [];
    const from = roleLabel({ role, environmentId }, environments);
    return gainsOf(role, environmentId, placeName(environmentId, environments), 'your own').map((gain) => ({
      ...gain,
      from,
    }));
  });
  const subjects = allSubjects();
  return lines.sort((a, b) => subjects.indexOf(a.subject) - subjects.indexOf(b.subject));
}

/** In the order in which the roles name them, so that two people's pages read alike. */
function allSubjects(): string[] {
  return [...new Set(systemRoles.flatMap((role) => gainsOf(role, null, '')).map(({ subject }) => subject))];
}
