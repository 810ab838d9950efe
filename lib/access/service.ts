/** Promise: a service account may do what its scopes name, in its environment, and never more than the person behind it may now. */
import type { Database, Tx } from '../db/client.ts';
import { type Access, accessOfGrants } from './ability.ts';
import { reaches } from './explain.ts';
import { grantsOf, type HeldGrant } from './held.ts';
import type { Row, SubjectName, Where } from './rows.ts';

/**
 * What a scope can name. Literal, so that a new command is out of a machine's reach until somebody writes it here: no
 * verb that gives rights or makes machines, and no reading of what belongs to one person.
 */
const offered: Partial<Record<SubjectName, readonly string[]>> = {
  ApiKey: [
    'read',
    'key.create',
    'key.rotate',
    'key.end_overlap',
    'key.suspend',
    'key.resume',
    'key.revoke',
    'key.edit',
    'key.edit_allow_list',
  ],
  Application: ['read', 'application.create', 'application.edit', 'application.edit_allow_list'],
  Decision: ['read'],
  AuditEvent: ['read'],
  Operator: ['read'],
};
const inOneEnvironment: readonly SubjectName[] = ['ApiKey', 'Application', 'Decision', 'AuditEvent'];

export interface Scope {
  action: string;
  on: SubjectName;
}

/** "key.rotate ApiKey", in the order of the console. */
export const serviceScopes: readonly string[] = Object.entries(offered).flatMap(([on, actions]) =>
  actions.map((action) => `${action} ${on}`),
);

/** True for what a service account can be given at all. */
export const isForServices = (action: string, on: string): boolean =>
  serviceScopes.includes(`${action} ${on}`);

/** Null for what no service account can hold. */
export function scopeNamed(scope: string): Scope | null {
  const [action = '', on = ''] = scope.split(' ');
  return serviceScopes.includes(scope) ? { action, on: on as SubjectName } : null;
}

interface Account {
  scopes: readonly string[];
  environmentId: string;
}

/** What both the scopes and these grants allow; whatever else the grants give stays with the person. */
export function accessOfScopes(account: Account, grants: readonly HeldGrant[]): Access {
  const scopes = account.scopes.filter((scope) => scopeNamed(scope));
  return accessOfGrants(
    grants.map((grant) => ({
      ...grant,
      rows: grant.rows.flatMap((row) =>
        reaches(row, grant, account.environmentId) ? narrowed(row, scopes, account.environmentId) : [],
      ),
    })),
  );
}

/** Of these scopes those that a person with these grants can stand behind. */
export function scopesWithin(account: Account, grants: readonly HeldGrant[]): string[] {
  return account.scopes.filter((scope) => {
    const named = scopeNamed(scope);
    return named && accessOfScopes({ ...account, scopes: [scope] }, grants).can(named.action, named.on);
  });
}

function narrowed(row: Row, scopes: readonly string[], environmentId: string): Row[] {
  const may = row.may.filter((action) => scopes.includes(`${action} ${row.on}`));
  if (may.length === 0) return [];
  if (!inOneEnvironment.includes(row.on)) return [{ ...row, may }];
  const where: Where = (grant) => {
    const own = row.where?.(grant) ?? {};
    if (own === false) return false;
    return Object.keys(own).length > 0 ? { AND: [own, { environmentId }] } : { environmentId };
  };
  return [{ ...row, may, where }];
}

type Reading = Pick<Tx | Database, 'apiKey' | 'assignment' | 'application' | 'role' | 'groupMember'>;

/**
 * The access of an account as stored now, the person behind it included: who was disabled, or lost a right, keeps
 * nothing by a token that they left somewhere. Nothing at all once the key is out of force.
 */
export async function accessOfService(tx: Reading, keyId: string, now: Date): Promise<Access> {
  const account = await tx.apiKey.findFirst({
    where: { id: keyId, kind: 'service', state: 'active', suspendedAt: null, expiresAt: { gt: now } },
    select: { scopes: true, environmentId: true, causedBy: true },
  });
  if (!account) return accessOfGrants([]);
  return accessOfScopes(account, await grantsBehind(tx, account.causedBy, now));
}

/** What the person behind an account holds. Who is no operator (a job of the tests) stands behind nothing. */
export async function grantsBehind(tx: Reading, causedBy: string, now: Date): Promise<HeldGrant[]> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(causedBy)) return [];
  return (await grantsOf(tx, [causedBy], now)).get(causedBy) ?? [];
}
