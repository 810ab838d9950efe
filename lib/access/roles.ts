/**
 * The system roles as literal tables, reviewed by hand against docs/access.md. A row says: who holds the role may
 * run these commands (or read) on this subject, where the condition holds. What no row names is refused.
 */
import { approve, approveOf, keepApprovalRules, ownApprovals } from './approval-rows.ts';
import { decideReviews, readReviews, runReviews, takeReviews } from './review-rows.ts';
import {
  applicationCommands,
  assignmentCommands,
  connectionCommands,
  dutyCommands,
  groupCommands,
  keyCommands,
  operatorCommands,
  ownFactorCommands,
  roleCommands,
  roleRequestCommands,
  scimTokenCommands,
  serviceAccountCommands,
} from './role-commands.ts';
import {
  everywhere,
  grantable,
  grantableRequest,
  inEnvironment,
  inSandbox,
  insideCeiling,
  insideCeilingGroup,
  insideCeilingRole,
  mine,
  ownApplicationsInSandbox,
  ownKeys,
  ownKeysInSandbox,
  type Row,
  withoutKey,
} from './rows.ts';

export const systemRoles = [
  'account-owner',
  'administrator',
  'security-officer',
  'access-manager',
  'developer',
  'auditor',
  'viewer',
] as const;
export type Role = (typeof systemRoles)[number];

export const roleNames: Record<Role, { name: string; does: string }> = {
  'account-owner': { name: 'Account owner', does: 'Everything, and answers for it' },
  administrator: { name: 'Administrator', does: 'Operators, connections and settings' },
  'security-officer': { name: 'Security officer', does: 'Keys and allow-lists in every environment' },
  'access-manager': { name: 'Access manager', does: 'Gives and ends roles within their ceiling' },
  developer: { name: 'Developer', does: 'Own applications in the sandbox' },
  auditor: { name: 'Auditor', does: 'Reads everything, changes nothing' },
  viewer: { name: 'Viewer', does: 'Sees keys, applications and allow-lists' },
};

/** Whose roles may be granted, ended or touched: bounded by the granter's ceiling, not by what the granter holds. */
export const ceilings: Record<Role, readonly Role[]> = {
  'account-owner': systemRoles,
  administrator: ['security-officer', 'access-manager', 'developer', 'auditor', 'viewer'],
  'security-officer': [],
  'access-manager': ['security-officer', 'access-manager', 'developer', 'auditor', 'viewer'],
  developer: [],
  auditor: [],
  viewer: [],
};

/** Roles whose verbs are administrative (access.md): granting them is critical. A security officer approves. */
export const administrativeRoles: readonly Role[] = [
  'account-owner',
  'administrator',
  'security-officer',
  'access-manager',
];
/** What an access-manager grants only with approval, so the grant is critical as well. */
export const grantedWithApproval: Partial<Record<Role, readonly Role[]>> = {
  'access-manager': ['security-officer', 'access-manager'],
};

const breakGlassPeopleCommands = [
  'break_glass.name_person',
  'break_glass.remove_person',
  'break_glass.renew_codes',
];

const read = ['read'];
const readKeys: Row[] = [
  { may: read, on: 'ApiKey', where: inEnvironment },
  { may: read, on: 'Application', where: inEnvironment },
];
const readPeople: Row[] = [
  { may: read, on: 'Operator' },
  { may: read, on: 'Assignment' },
  { may: read, on: 'Connection' },
  { may: read, on: 'ConnectionTest' },
  { may: read, on: 'Factor' },
  { may: read, on: 'Group' },
  { may: read, on: 'RoleRequest' },
  { may: read, on: 'DutyRule' },
  { may: read, on: 'Role' },
];
const readNames: Row[] = [
  { may: read, on: 'Operator', fields: ['id', 'name'] },
  { may: read, on: 'Role', fields: ['id', 'slug', 'name', 'description'] },
];
const readOwnActions: Row[] = [{ may: read, on: 'AuditEvent', where: (g) => ({ actorId: g.operatorId }) }];
const explain: Row[] = [
  { may: read, on: 'Decision', where: inEnvironment },
  { may: read, on: 'Decision', where: withoutKey },
];

const shapeRoles: Row[] = [
  { may: ['role.create'], on: 'Role', where: everywhere },
  { may: roleCommands, on: 'Role', where: insideCeilingRole },
];

/** Of whoever may sign in, with a role or without: nobody gets a role that they could not sign in to use. */
export const ownFactors: Row = { may: ['read', ...ownFactorCommands], on: 'Factor', where: mine };
export const ownRequests: Row = {
  may: ['read', 'role_request.ask', 'role_request.withdraw'],
  on: 'RoleRequest',
  where: mine,
};
export const everybody: readonly Row[] = [
  { may: read, on: 'Environment' },
  { may: ['read', 'session.end_own', 'session.end_all_own'], on: 'Session', where: mine },
  ownFactors,
  ownRequests,
  ownApprovals,
];

/** Groups and requests, of whoever gives roles: under the same ceiling. */
const grantAccess: readonly Row[] = [
  { may: groupCommands, on: 'Group', where: insideCeilingGroup },
  { may: roleRequestCommands, on: 'RoleRequest', where: grantableRequest },
];

/** role -> rows. An empty cell of access.md is the absence of a row here. */
export const roleRows: Record<Role, readonly Row[]> = {
  'account-owner': [
    ...everybody,
    ...readKeys,
    ...readPeople,
    ...explain,
    { may: [...keyCommands, ...serviceAccountCommands], on: 'ApiKey', where: inEnvironment },
    { may: applicationCommands, on: 'Application', where: inEnvironment },
    { may: operatorCommands, on: 'Operator', where: insideCeiling },
    { may: ['read', 'session.end'], on: 'Session', where: everywhere },
    { may: assignmentCommands, on: 'Assignment', where: grantable },
    ...grantAccess,
    ...shapeRoles,
    { may: dutyCommands, on: 'DutyRule', where: everywhere },
    { may: connectionCommands, on: 'Connection', where: everywhere },
    { may: ['read', ...scimTokenCommands], on: 'ScimToken', where: everywhere },
    { may: ['read', 'audit.export'], on: 'AuditEvent', where: inEnvironment },
    { may: ['read', 'notice.sign_off'], on: 'Notice', where: everywhere },
    approve,
    keepApprovalRules,
    ...runReviews,
    { may: ['read', ...breakGlassPeopleCommands], on: 'BreakGlassPerson', where: everywhere },
    { may: ['read', 'break_glass.sign_review'], on: 'BreakGlassOpening', where: everywhere },
  ],
  administrator: [
    ...everybody,
    ...readKeys,
    ...readPeople,
    {
      may: applicationCommands.filter((c) => c !== 'application.edit_allow_list'),
      on: 'Application',
      where: inEnvironment,
    },
    { may: operatorCommands, on: 'Operator', where: insideCeiling },
    { may: ['read', 'session.end'], on: 'Session', where: everywhere },
    { may: assignmentCommands, on: 'Assignment', where: grantable },
    ...grantAccess,
    ...shapeRoles,
    { may: dutyCommands, on: 'DutyRule', where: everywhere },
    { may: connectionCommands, on: 'Connection', where: everywhere },
    { may: ['read', ...scimTokenCommands], on: 'ScimToken', where: everywhere },
    approve,
    keepApprovalRules,
    ...runReviews,
    { may: read, on: 'AuditEvent', where: inEnvironment },
  ],
  'security-officer': [
    ...everybody,
    ...readKeys,
    ...readPeople,
    ...explain,
    { may: [...keyCommands, ...serviceAccountCommands], on: 'ApiKey', where: inEnvironment },
    { may: applicationCommands, on: 'Application', where: inEnvironment },
    { may: ['read', 'session.end'], on: 'Session', where: everywhere },
    approveOf(['ApiKey', 'Application'], inEnvironment),
    ...readOwnActions,
  ],
  'access-manager': [
    ...everybody,
    ...readKeys,
    ...readPeople,
    { may: assignmentCommands, on: 'Assignment', where: grantable },
    ...grantAccess,
    approveOf(['Assignment', 'RoleRequest'], everywhere),
    ...readReviews,
    decideReviews,
    ...readOwnActions,
  ],
  developer: [
    ...everybody,
    { may: read, on: 'ApiKey', where: inSandbox },
    { may: read, on: 'ApiKey', where: ownKeys },
    { may: read, on: 'Application', where: inSandbox },
    {
      may: read,
      on: 'Application',
      where: (g) => ({ ...inEnvironment(g), id: { in: [...g.ownApplications] } }),
    },
    { may: [...keyCommands, ...serviceAccountCommands], on: 'ApiKey', where: ownKeysInSandbox },
    {
      may: ['application.create', 'application.edit', 'application.hand_over'],
      on: 'Application',
      where: inSandbox,
    },
    { may: ['application.edit_allow_list'], on: 'Application', where: ownApplicationsInSandbox },
    { may: read, on: 'Decision', where: ownKeys },
    ...readNames,
    ...readOwnActions,
  ],
  auditor: [
    ...everybody,
    ...readKeys,
    ...readPeople,
    ...explain,
    { may: read, on: 'ScimToken', where: everywhere },
    { may: read, on: 'ApprovalRequest', where: inEnvironment },
    { may: read, on: 'ApprovalPolicy' },
    ...readReviews,
    takeReviews,
    { may: ['read', 'audit.export'], on: 'AuditEvent', where: inEnvironment },
  ],
  viewer: [...everybody, ...readKeys, ...readNames],
};

export function isRole(value: string): value is Role {
  return (systemRoles as readonly string[]).includes(value);
}
