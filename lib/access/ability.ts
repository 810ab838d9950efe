import { type Ability, type RawRuleOf, subject } from '@casl/ability';
import { createPrismaAbility, type PrismaModel, type PrismaQueryOf } from '@casl/prisma/runtime';
import type { Database, Tx } from '../db/client.ts';
import type { Prisma } from '../db/generated/client.ts';
import { actorRows, type MachineActor } from './machines.ts';
import { type Grant, isRole, ownFactors, type Role, type Row, roleRows, type SubjectName } from './roles.ts';

export type PrismaQuery<T extends PrismaModel = PrismaModel> = PrismaQueryOf<Prisma.TypeMap, T>;
export type Access = Ability<[string, SubjectName | Record<PropertyKey, unknown>], PrismaQuery>;
type AccessRule = RawRuleOf<Access>;

/** What every query is given: what the viewer may see, where they look, and the instant that "now" means on this page. */
export interface Reader {
  access: Access;
  operatorId: string;
  environment: string;
  now: Date;
}

/** An operator's access as stored now: assignments in force at `now`, and whose applications they are. */
export async function accessOfOperator(
  tx: Tx | Database,
  operatorId: string,
  now: Date,
): Promise<{ access: Access; grants: Grant[] }> {
  const assignments = await tx.assignment.findMany({
    where: {
      operatorId,
      operator: { state: 'active' },
      endedAt: null,
      fromAt: { lte: now },
      OR: [{ untilAt: null }, { untilAt: { gt: now } }],
    },
    select: { role: true, environmentId: true },
  });
  const own = await tx.application.findMany({
    where: { OR: [{ ownerId: operatorId }, { deputyId: operatorId }] },
    select: { id: true },
  });
  const ownApplications = own.map((a) => a.id);
  const grants = assignments.flatMap(({ role, environmentId }) =>
    isRole(role) ? [{ role, environmentId, operatorId, ownApplications }] : [],
  );
  const access = grants.length > 0 ? accessOfGrants(grants) : await accessWithoutRole(tx, operatorId);
  return { access, grants };
}

// People of a connection that lets them in without rights still owe a second factor, and need one to have.
async function accessWithoutRole(tx: Tx | Database, operatorId: string): Promise<Access> {
  const active = await tx.operator.count({ where: { id: operatorId, state: 'active' } });
  const nothing: Grant = { role: 'viewer', environmentId: null, operatorId, ownApplications: [] };
  return createPrismaAbility<Access>(active === 1 ? ruleOf(ownFactors, nothing) : []);
}

/** The access that these grants give together. Pure, so that "what would this role give?" asks the same function. */
export function accessOfGrants(grants: Grant[]): Access {
  return createPrismaAbility<Access>(
    grants.flatMap((grant) => roleRows[grant.role].flatMap((row) => ruleOf(row, grant))),
  );
}

/** The access that one row of one grant gives alone: for telling which row decides. */
export function accessOfRow(row: Row, grant: Grant): Access {
  return createPrismaAbility<Access>(ruleOf(row, grant));
}

/** The access of an actor that is not a person. */
export function accessOfMachine(actor: MachineActor): Access {
  return createPrismaAbility<Access>(actorRows[actor].flatMap((row: Row) => ruleOf(row, null)));
}

/** True when `access` allows `action` on a row that may not be stored yet. */
export function mayOn(
  access: Access,
  action: string,
  model: SubjectName,
  row: Record<string, unknown>,
): boolean {
  return access.can(action, subject(model, { ...row }) as unknown as Record<PropertyKey, unknown>);
}

/** Role slugs that these grants hold, once each. */
export function rolesOf(grants: Grant[]): Role[] {
  return [...new Set(grants.map((g) => g.role))];
}

function ruleOf(row: Row, grant: Grant | null): AccessRule[] {
  const conditions = grant && row.where ? row.where(grant) : {};
  if (conditions === false) return [];
  const rule = { action: [...row.may], subject: row.on, ...(row.fields ? { fields: [...row.fields] } : {}) };
  return [(Object.keys(conditions).length > 0 ? { ...rule, conditions } : rule) as AccessRule];
}
