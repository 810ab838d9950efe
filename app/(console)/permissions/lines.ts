import type { PermissionLine } from '#components/permissions/permission-table.tsx';
import { systemDefinitions } from '#lib/access/definitions.ts';
import { reaches } from '#lib/access/explain.ts';
import { gainsOf } from '#lib/access/gains.ts';
import type { HeldGrant } from '#lib/access/held.ts';
import type { Row } from '#lib/access/rows.ts';
import { placeName } from '../operators/role-words.ts';

/** What these assignments give, by subject: the rows that decide, in words, each with the role it comes from. */
export function permissionLines(
  held: readonly HeldGrant[],
  environments: { id: string; name: string }[],
  own: 'your own' | 'their own' = 'your own',
  /** Rows that reach nothing there are left out: a developer's production is not their sandbox. */
  only: string | null = null,
): PermissionLine[] {
  const lines = held.flatMap((grant) => {
    const { role: slug, ceiling, customNames, environmentId, name, group } = grant;
    const rows = only ? grant.rows.filter((row) => reachesIn(row, grant, only)) : grant.rows;
    const place = placeName(environmentId, environments);
    const from = `${name}${environmentId === null ? '' : ` in ${place}`}${group ? `, through ${group.name}` : ''}`;
    return gainsOf({ slug, rows, ceiling, customNames }, environmentId, place, own).map((gain) => ({
      ...gain,
      from,
    }));
  });
  const subjects = allSubjects();
  return lines.sort((a, b) => subjects.indexOf(a.subject) - subjects.indexOf(b.subject));
}

/** Whatever they own: that it is nothing now says nothing of the place. */
function reachesIn(row: Row, grant: HeldGrant, environmentId: string): boolean {
  const some = ['something'];
  return reaches(row, { ...grant, ownApplications: some, teamApplications: some }, environmentId);
}

/** In the order in which the roles name them, so that two people's pages read alike. */
function allSubjects(): string[] {
  return [
    ...new Set(
      [...systemDefinitions.values()]
        .flatMap((role) => gainsOf(role, null, ''))
        .map(({ subject }) => subject),
    ),
  ];
}
