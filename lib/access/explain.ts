/** Promise: "who may, and why?" is told from the very rows that decide, one at a time, so that the answer cannot part from them. */
import { accessOfRow, mayOn } from './ability.ts';
import { ceilings, type Grant, type Role, type Row, roleNames, roleRows, type SubjectName } from './roles.ts';

/** An assignment in force, with what its conditions need to know. */
export interface HeldGrant extends Grant {
  assignmentId: string;
}

/** Why somebody may: one row of one role that they hold. */
export interface Ground {
  role: Role;
  assignmentId: string;
  /** Where the role is held; null: everywhere. */
  environmentId: string | null;
  /** How far the row reaches: "Always", "of applications they own or deputise". */
  reach: string;
}

/** What is asked about. */
export interface Question {
  action: string;
  on: SubjectName;
  /** Null: on anything of the kind that there may be. */
  environmentId: string | null;
  /** The row as stored, or null where none is named. */
  subject: Record<string, unknown> | null;
}

/** Every row that permits it; none: they may not. */
export function groundsOf(held: readonly HeldGrant[], question: Question): Ground[] {
  return held.flatMap((grant) =>
    roleRows[grant.role]
      .filter((row) => permits(row, grant, question))
      .map((row) => ({
        role: grant.role,
        assignmentId: grant.assignmentId,
        environmentId: grant.environmentId,
        reach: reachOf(row, grant),
      })),
  );
}

function permits(row: Row, grant: Grant, { action, on, environmentId, subject }: Question): boolean {
  if (row.on !== on || !row.may.includes(action)) return false;
  if (subject) return mayOn(accessOfRow(row, grant), action, on, subject);
  return reaches(row, grant, environmentId);
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

/** Roles with a row for this action: whoever holds none of them may not, whatever the subject. */
export function rolesThatMay(action: string, on: SubjectName): Role[] {
  return (Object.keys(roleRows) as Role[]).filter((role) =>
    roleRows[role].some((row) => row.on === on && row.may.includes(action)),
  );
}

const standIn = 'the one who asks';

/** The condition of a row in words. */
export function reachOf(row: Row, grant: Grant): string {
  if (row.fields) return 'Names only';
  const conditions = row.where?.({ ...grant, operatorId: standIn, ownApplications: [standIn] }) ?? {};
  if (conditions === false) return 'No';
  if ('role' in conditions) return `Roles up to ${ceilingOf(grant.role)}, never their own`;
  if ('assignments' in conditions)
    return `People with roles up to ${ceilingOf(grant.role)}, never themselves`;
  if ('keyId' in conditions) return 'Calls with an unknown key';
  if ('actorId' in conditions) return 'What they did themselves';
  if ('operatorId' in conditions) return 'Their own';
  if (JSON.stringify(conditions).includes(standIn)) return 'Of applications they own or deputise';
  return 'Always';
}

function ceilingOf(role: Role): string {
  if (ceilings[role].includes('account-owner')) return roleNames['account-owner'].name.toLowerCase();
  return ceilings[role].map((slug) => roleNames[slug].name.toLowerCase()).join(', ');
}
