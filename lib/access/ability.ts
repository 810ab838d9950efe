import { type Ability, type RawRuleOf, subject } from '@casl/ability';
import { createPrismaAbility, type PrismaModel, type PrismaQueryOf } from '@casl/prisma/runtime';
import type { Database, Tx } from '../db/client.ts';
import type { Prisma } from '../db/generated/client.ts';
import { grantsOf, type HeldGrant } from './held.ts';
import { actorRows, type MachineActor } from './machines.ts';
import { everybody } from './roles.ts';
import type { Grant, Row, SubjectName } from './rows.ts';

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

/** An operator's access as stored now: assignments in force at `now`, their own and their groups'. */
export async function accessOfOperator(
  tx: Tx | Database,
  operatorId: string,
  now: Date,
): Promise<{ access: Access; grants: HeldGrant[] }> {
  const grants = (await grantsOf(tx, [operatorId], now)).get(operatorId) ?? [];
  const access = grants.length > 0 ? accessOfGrants(grants) : await accessWithoutRole(tx, operatorId);
  return { access, grants };
}

// People of a connection that lets them in without rights still owe a second factor, and need one to have; they may ask,
// and what is theirs is theirs: their sessions, and what they asked for while they held a role.
async function accessWithoutRole(tx: Tx | Database, operatorId: string): Promise<Access> {
  const active = await tx.operator.count({ where: { id: operatorId, state: 'active' } });
  const nothing = { role: '', rows: everybody, ceiling: [], environmentId: null, operatorId };
  return accessOfGrants(active === 1 ? [{ ...nothing, ownApplications: [], teamApplications: [] }] : []);
}

/** The access that these grants give together. Pure, so that "what would this role give?" asks the same function. */
export function accessOfGrants(grants: readonly Grant[]): Access {
  return createPrismaAbility<Access>(
    grants.flatMap((grant) => grant.rows.flatMap((row) => ruleOf(row, grant))),
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

function ruleOf(row: Row, grant: Grant | null): AccessRule[] {
  const conditions = grant && row.where ? row.where(grant) : {};
  if (conditions === false) return [];
  const rule = { action: [...row.may], subject: row.on, ...(row.fields ? { fields: [...row.fields] } : {}) };
  return [(Object.keys(conditions).length > 0 ? { ...rule, conditions } : rule) as AccessRule];
}
