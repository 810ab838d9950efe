/** The role tables in words, so that what is shown and what decides cannot part. */
import type { RoleDefinition } from './definitions.ts';
import { ceilingOf, namedApplications } from './explain.ts';
import type { Grant, Row, SubjectName } from './rows.ts';

/** One line of what a role gives: on what, which verbs, how far. */
export interface Gain {
  subject: string;
  verbs: string;
  reach: string;
}

/** What each subject is called in the console; null where nobody is told of it. */
export const nouns: Record<SubjectName, string | null> = {
  ApiKey: 'Keys',
  Application: 'Applications',
  Operator: 'Operators',
  Assignment: 'Roles of others',
  Session: 'Sessions',
  Connection: 'Single sign-on',
  AuditEvent: 'Audit trail',
  Decision: 'Why calls were refused',
  Notice: 'Notices of critical changes',
  Environment: null,
  Keyring: null,
  Factor: 'Second factors',
  Proof: null,
  ConnectionTest: null,
  ConnectionVersion: null,
  SetupLink: null,
  BreakGlassPerson: 'Break-glass people',
  BreakGlassOpening: 'Break-glass',
  BreakGlassEffect: null,
  Role: 'Roles',
  Group: 'Groups',
  RoleRequest: 'Requests for roles',
  ApprovalPolicy: 'Approval rules',
  ApprovalRequest: 'Approvals',
  DutyRule: 'Separation of duties',
  ReviewCampaign: 'Access reviews',
  ReviewItem: 'Rights under review',
  ScimToken: 'Provisioning tokens',
  Installation: null,
};
const verbs: Record<string, string> = {
  'service_account.create': 'create service accounts',
  'service_account.rotate': 'rotate service accounts',
  'service_account.edit': 'edit service accounts',
  end_overlap: 'end overlaps',
  edit_allow_list: 'set allow-lists',
  hand_over: 'hand over',
  sign_off: 'sign off',
  end_own: 'end',
  end_all_own: 'end',
  enrol_passkey: 'add',
  enrol_totp: 'add',
  make_recovery_codes: 'make recovery codes',
  remove_own: 'remove',
  reset: 'reset second factors',
};

const everywhere = 'everywhere';
// Stand-ins: what a condition does with them tells what it asks for.
const them = 'the operator';
const theirs = ['their application'];
const theirTeams = ['an application of their group'];

interface Line {
  subject: string;
  verbs: Set<string>;
  reach: string;
}

type RoleTable = Pick<RoleDefinition, 'slug' | 'rows' | 'ceiling' | 'customNames'>;

/** What a role gives in that environment (null: every one), told from the same rows that decide it. */
export function gainsOf(
  role: RoleTable,
  environmentId: string | null,
  placeName: string,
  own: 'their own' | 'your own' = 'their own',
): Gain[] {
  return gainsWhere(role, environmentId, placeName, own, () => true);
}

/** The same without what they have already: what would be new to them. */
export function gainsBeyond(
  held: readonly Pick<Grant, 'role' | 'rows' | 'ceiling' | 'customNames' | 'environmentId'>[],
  role: RoleTable,
  environmentId: string | null,
  placeName: string,
): Gain[] {
  const own = 'their own';
  const reaches = held.flatMap(({ role: slug, environmentId: where, ...table }) =>
    table.rows.map((row) => {
      const place = where === environmentId ? placeName : (where ?? everywhere);
      return { row, reach: reachOf(row, standInOf({ slug, ...table }, where), place, own) };
    }),
  );
  return gainsWhere(role, environmentId, placeName, own, (row, action, reach) =>
    reaches.every(
      (has) => has.row.on !== row.on || !has.row.may.includes(action) || !isWithin(reach, has.reach),
    ),
  );
}

/** "Their own, in Production" is within "in Production", and everything is within everywhere. */
function isWithin(reach: string, wider: string | null): boolean {
  return wider !== null && (wider === everywhere || wider === reach || reach.endsWith(`, ${wider}`));
}

function gainsWhere(
  role: RoleTable,
  environmentId: string | null,
  placeName: string,
  own: string,
  isTold: (row: Row, action: string, reach: string) => boolean,
): Gain[] {
  const grant = standInOf(role, environmentId);
  const lines: Line[] = [];
  for (const row of role.rows) {
    const subject = nouns[row.on];
    const reach = reachOf(row, grant, placeName, own);
    if (subject === null || reach === null) continue;
    const actions = row.may.filter((action) => isTold(row, action, reach));
    if (actions.length === 0) continue;
    const known = lines.find((line) => line.subject === subject && line.reach === reach);
    const line = known ?? { subject, reach, verbs: new Set<string>() };
    for (const name of actions) line.verbs.add(verbOf(name));
    if (!known) lines.push(line);
  }
  return told(lines.filter((line) => !lines.some((wider) => isInside(line, wider))));
}

function standInOf(role: RoleTable, environmentId: string | null): Grant {
  const { slug, rows, ceiling, customNames } = role;
  const whose = { operatorId: them, ownApplications: theirs, teamApplications: theirTeams };
  return { role: slug, rows, ceiling, customNames, environmentId, ...whose };
}

/** What is theirs is no gain beside the same of everybody. */
function isInside(line: Line, wider: Line): boolean {
  return (
    line !== wider &&
    line.subject === wider.subject &&
    wider.reach === everywhere &&
    [...line.verbs].every((verb) => wider.verbs.has(verb))
  );
}

/** One line for a subject where only the reach differs. */
function told(lines: Line[]): Gain[] {
  const said = new Map<string, Gain>();
  for (const { subject, verbs: held, reach } of lines) {
    const words = [...held].join(', ');
    const same = said.get(`${subject} ${words}`);
    said.set(`${subject} ${words}`, {
      subject,
      verbs: words,
      reach: same ? `${same.reach}; ${reach}` : reach,
    });
  }
  return [...said.values()];
}

/** What the role would give only in every environment at once: worth saying before it is given for one. */
export function withheldFrom(
  role: Pick<RoleDefinition, 'slug' | 'rows' | 'ceiling'>,
  environmentId: string | null,
): string[] {
  if (environmentId === null) return [];
  const grant = standInOf(role, environmentId);
  const subjects = role.rows.filter((row) => row.where?.(grant) === false).map((row) => nouns[row.on]);
  return [...new Set(subjects)].filter((subject) => subject !== null);
}

export function verbOf(name: string): string {
  const verb = name.split('.').at(-1) ?? name;
  return verbs[name] ?? verbs[verb] ?? verb.replaceAll('_', ' ');
}

function reachOf(row: Row, grant: Grant, placeName: string, own: string): string | null {
  if (row.fields) return 'names only';
  const conditions = row.where?.(grant) ?? {};
  if (conditions === false) return null;
  const said = JSON.stringify(conditions);
  if ('role' in conditions || 'assignments' in conditions || 'assignment' in conditions)
    return `up to ${ceilingOf(grant)}`;
  if ('slug' in conditions) return `up to ${ceilingOf(grant)}, never one of ${own}`;
  if ('key' in conditions) return 'of service accounts of others';
  if ('assignmentId' in conditions) return 'of owners and deputies';
  if ('keyId' in conditions) return 'calls with an unknown key';
  const mine = said.includes(them) ? own : ofApplications(conditions, own);
  const place = conditions.environmentId === undefined ? everywhere : `in ${nameOf(conditions, placeName)}`;
  if (mine === null) return place;
  return place === everywhere ? mine : `${mine}, ${place}`;
}

function ofApplications(conditions: Record<string, unknown>, own: string): string | null {
  const said = JSON.stringify(conditions);
  if (said.includes(theirs.join())) return `of ${own} applications`;
  if (said.includes(theirTeams.join())) return `of applications of ${own} groups`;
  const named = namedApplications(conditions);
  if (named === 0) return null;
  return named === 1 ? 'of 1 named application' : `of ${named} named applications`;
}

const nameOf = (conditions: Record<string, unknown>, placeName: string) =>
  conditions.environmentId === 'sandbox' ? 'Sandbox' : placeName;
