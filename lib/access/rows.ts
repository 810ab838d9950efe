/** What a role is made of: rows, each with the condition under which it holds. What no row names is refused. */
import type { Prisma } from '../db/generated/client.ts';

/** One assignment in force: what its role gives, and what the conditions of its rows need to know. */
export interface Grant {
  /** Slug of a system role or of one of this installation's own. */
  role: string;
  rows: readonly Row[];
  /** Roles that its holder may grant, system and custom. */
  ceiling: readonly string[];
  /** What this installation's own roles are called, by slug: for words alone, nothing is decided by it. */
  customNames?: ReadonlyMap<string, string> | undefined;
  environmentId: string | null;
  operatorId: string;
  /** Ids of the applications that the operator owns or deputises. */
  ownApplications: readonly string[];
  /** Ids of those that somebody owns or deputises who shares a group with them, their own included. */
  teamApplications: readonly string[];
}

export type SubjectName = Extract<
  Prisma.ModelName,
  | 'ApiKey'
  | 'Application'
  | 'Operator'
  | 'Assignment'
  | 'Session'
  | 'Connection'
  | 'AuditEvent'
  | 'Decision'
  | 'Notice'
  | 'Environment'
  | 'Keyring'
  | 'Factor'
  | 'Proof'
  | 'ConnectionTest'
  | 'ConnectionVersion'
  | 'SetupLink'
  | 'BreakGlassPerson'
  | 'BreakGlassOpening'
  | 'BreakGlassEffect'
  | 'Role'
  | 'Group'
  | 'RoleRequest'
  | 'ApprovalPolicy'
  | 'ApprovalRequest'
  | 'DutyRule'
  | 'ReviewCampaign'
  | 'ReviewItem'
  | 'ScimToken'
  | 'Installation'
>;
export type Conditions = Record<string, unknown>;
/** `false`: this grant does not reach so far (an administrative verb needs the role in every environment). */
export type Where = (grant: Grant) => Conditions | false;

export interface Row {
  may: readonly string[];
  on: SubjectName;
  where?: Where;
  fields?: readonly string[];
}

export const inEnvironment: Where = (g) => (g.environmentId ? { environmentId: g.environmentId } : {});
export const inSandbox: Where = (g) =>
  g.environmentId === null || g.environmentId === 'sandbox' ? { environmentId: 'sandbox' } : false;
export const everywhere: Where = (g) => (g.environmentId === null ? {} : false);
export const ownKeys: Where = (g) => ({ ...inEnvironment(g), applicationId: { in: [...g.ownApplications] } });
export const ownKeysInSandbox: Where = (g) =>
  inSandbox(g) && { environmentId: 'sandbox', applicationId: { in: [...g.ownApplications] } };
export const ownApplicationsInSandbox: Where = (g) =>
  inSandbox(g) && { environmentId: 'sandbox', id: { in: [...g.ownApplications] } };
export const mine: Where = (g) => ({ operatorId: g.operatorId });
export const withoutKey: Where = () => ({ keyId: null });

/** Nobody changes their own assignments, nor those of a group that they are in; the role must lie inside the ceiling. */
export const grantable: Where = (g) =>
  everywhere(g) && {
    role: { in: [...g.ceiling] },
    OR: [
      { groupId: null, operatorId: { not: g.operatorId } },
      { operatorId: null, group: { is: { members: { none: { operatorId: g.operatorId } } } } },
    ],
  };
/**
 * Touching a person demands that every role they hold, by themselves or through a group, lies inside the actor's
 * ceiling; and nobody touches themselves.
 */
export const insideCeiling: Where = (g) => {
  const within = { every: { OR: [{ endedAt: { not: null } }, { role: { in: [...g.ceiling] } }] } };
  return (
    everywhere(g) && {
      id: { not: g.operatorId },
      assignments: within,
      memberships: { every: { group: { is: { assignments: within } } } },
    }
  );
};

/** Roles that give no more than what lies in the ceiling; that nobody changes one that they hold is told by the command. */
export const insideCeilingRole: Where = (g) =>
  everywhere(g) && { slug: { in: [...g.ceiling] }, retiredAt: null };

/**
 * A group whose every role lies inside the ceiling: whoever is put into it has them. Nobody changes a group that they
 * are in, or they would give themselves what its other members bring along.
 */
export const insideCeilingGroup: Where = (g) =>
  everywhere(g) && {
    assignments: { every: { OR: [{ endedAt: { not: null } }, { role: { in: [...g.ceiling] } }] } },
    members: { none: { operatorId: g.operatorId } },
  };
/**
 * Requests of others for a role inside the ceiling, or for a group of which all of them are; nobody decides what they
 * asked for themselves, by a mapping either.
 */
export const grantableRequest: Where = (g) =>
  everywhere(g) && {
    role: { in: [...g.ceiling] },
    operatorId: { not: g.operatorId },
    causedBy: { not: g.operatorId },
    OR: [{ groupId: null }, { group: { is: insideCeilingGroup(g) } }],
  };
