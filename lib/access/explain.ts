/** Promise: "who may, and why?" is told from the very rows that decide, one at a time, so that the answer cannot part from them. */
import { type RoleDefinition, systemDefinitions } from './definitions.ts';
import type { HeldGrant } from './held.ts';
import type { Conditions, Grant, Row, SubjectName } from './rows.ts';

/** Why somebody may: one row of one role that they hold. */
export interface Ground {
  role: string;
  roleName: string;
  assignmentId: string;
  /** The group through which it is held; null: their own. */
  group: { id: string; name: string } | null;
  /** Where the role is held; null: everywhere. */
  environmentId: string | null;
  /** How far the row reaches: "Always", "of applications they own or deputise". */
  reach: string;
}

/** Every row that permits it, by what `permits` says of each; none: they may not. */
export async function groundsOf(
  held: readonly HeldGrant[],
  { action, on }: { action: string; on: SubjectName },
  permits: (row: Row, grant: Grant) => boolean | Promise<boolean>,
): Promise<Ground[]> {
  const grounds: Ground[] = [];
  for (const grant of held)
    for (const row of grant.rows)
      if (row.on === on && row.may.includes(action) && (await permits(row, grant)))
        grounds.push({
          role: grant.role,
          roleName: grant.name,
          assignmentId: grant.assignmentId,
          group: grant.group,
          environmentId: grant.environmentId,
          reach: reachOf(row, grant),
        });
  return grounds;
}

/** True where the row can hold for something in that environment. */
export function reaches(row: Row, grant: Grant, environmentId: string | null): boolean {
  const conditions = row.where?.(grant) ?? {};
  if (conditions === false) return false;
  // Nobody owns nothing: a row about applications of theirs reaches no further than those.
  if (JSON.stringify(conditions).includes('{"in":[]}')) return false;
  const place = conditions.environmentId;
  return environmentId === null || place === undefined || place === environmentId;
}

/** Slugs of roles with a row for this action: whoever holds none of them may not, whatever the subject. */
export function rolesThatMay(
  known: ReadonlyMap<string, RoleDefinition>,
  action: string,
  on: SubjectName,
): string[] {
  return [...known.values()]
    .filter(({ rows }) => rows.some((row) => row.on === on && row.may.includes(action)))
    .map(({ slug }) => slug);
}

const standIn = 'the one who asks';
const theirTeam = 'those they share a group with';

/** The condition of a row in words. */
export function reachOf(row: Row, grant: Grant): string {
  if (row.fields) return 'Names only';
  const conditions =
    row.where?.({
      ...grant,
      operatorId: standIn,
      ownApplications: [standIn],
      teamApplications: [theirTeam],
    }) ?? {};
  if (conditions === false) return 'No';
  if ('role' in conditions) return `Roles up to ${ceilingOf(grant)}, never their own`;
  if ('assignment' in conditions) return `Roles up to ${ceilingOf(grant)}, never their own`;
  if ('key' in conditions) return 'Service accounts of others';
  if ('assignmentId' in conditions) return 'Owners and deputies of applications, never themselves';
  if ('assignments' in conditions) return `People with roles up to ${ceilingOf(grant)}, never themselves`;
  if ('keyId' in conditions) return 'Calls with an unknown key';
  if ('actorId' in conditions) return 'What they did themselves';
  if ('operatorId' in conditions || 'requestedBy' in conditions) return 'Their own';
  if ('slug' in conditions) return `Roles up to ${ceilingOf(grant)}, never one that they hold`;
  const said = JSON.stringify(conditions);
  if (said.includes(standIn)) return 'Of applications they own or deputise';
  if (said.includes(theirTeam)) return 'Of applications of theirs or of people in their groups';
  const named = namedApplications(conditions);
  if (named > 0) return `Of ${named === 1 ? '1 named application' : `${named} named applications`}`;
  return 'Always';
}

/** How many applications a condition lists; 0 where it lists none. */
export function namedApplications(conditions: Conditions): number {
  const listed = (conditions.applicationId ?? conditions.id) as { in?: readonly string[] } | undefined;
  return listed?.in?.length ?? 0;
}

/** "every role", or the names of what may be granted. */
export function ceilingOf({ ceiling, customNames }: Pick<Grant, 'ceiling' | 'customNames'>): string {
  if (ceiling.includes('account-owner')) return 'every role';
  return ceiling
    .map((slug) => systemDefinitions.get(slug)?.name.toLowerCase() ?? customNames?.get(slug) ?? slug)
    .join(', ');
}
