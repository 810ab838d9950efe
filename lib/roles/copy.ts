/** A policy out of the rows of a role: so that a system role can be copied and changed. What no policy can say is said. */
import { nouns, verbOf } from '../access/gains.ts';
import { maskable, type Narrowing, Policy, type PolicyRule, permissions, rowsOf } from '../access/policy.ts';
import { everybody, type Role, roleRows } from '../access/roles.ts';
import type { Grant, Row } from '../access/rows.ts';
import { cellsOf, keyOf, policyOfCells, theseOf } from './cells.ts';

const mark = 'the applications of whoever holds it';
const holder = 'whoever holds it';
const grant: Grant = {
  role: '',
  rows: [],
  ceiling: ['account-owner'],
  environmentId: null,
  operatorId: holder,
  ownApplications: [mark],
  teamApplications: [mark],
};

export interface Copied {
  policy: Policy;
  /** What the role may and a policy cannot say, a line each. */
  lost: string[];
}

export function policyOfSystemRole(slug: Role): Copied {
  const rows = roleRows[slug].filter((row) => !everybody.includes(row));
  const rules: PolicyRule[] = [];
  const lost: string[] = [];
  for (const row of rows) {
    for (const action of row.may) {
      const where = narrowingOf(row, action);
      const rule = where && ruleOf(row, action, where);
      if (rule) rules.push(rule);
      // Calls with an unknown key come with seeing all refusals: a policy need not name them.
      const isSaid = rule ? !isNarrowerInOne(row, rule) : isSaidAnyway(row, rows);
      const name = `${nouns[row.on] ?? row.on}, ${verbOf(action)}`;
      if (!isSaid) lost.push(rule ? `${name}: of the other environment, where it is held in one` : name);
    }
  }
  const policy = { rules };
  return { policy: policyOfCells(cellsOf(policy), theseOf(policy), policy), lost };
}

function ruleOf(row: Row, action: string, where: Narrowing): PolicyRule | null {
  if (!permissions.has(keyOf({ action, on: row.on }))) return null;
  const fields = row.fields && maskable[row.on];
  if (row.fields && fields?.join() !== row.fields.join()) return null;
  const rule = {
    may: [action],
    on: row.on,
    ...(Object.keys(where).length > 0 && { where }),
    ...(row.fields && { fields: [...row.fields] }),
  };
  return Policy.safeParse({ rules: [rule] }).success ? rule : null;
}

/** The condition of a row as a policy says it, told by what it does with stand-ins; null where it says something else. */
function narrowingOf(row: Row, action: string): Narrowing | null {
  const conditions = row.where?.(grant) ?? {};
  if (conditions === false) return null;
  const where: Narrowing = {};
  for (const [column, value] of Object.entries(conditions)) {
    if (column === 'environmentId' && (value === 'sandbox' || value === 'production'))
      where.environment = value;
    else if (JSON.stringify(value) === JSON.stringify({ in: [mark] })) where.applications = 'own';
    else if (column === 'actorId' && value === holder) where.own = true;
    // The bounds of people and roles come with every rule about them; another condition must not fall away.
    else if (!isBound(row, action, column, value)) return null;
  }
  return where;
}

function isBound({ on }: Row, action: string, column: string, value: unknown): boolean {
  return rowsOf({ rules: [{ may: [action], on }] }).some((bound) => {
    const conditions = everybody.includes(bound) ? false : (bound.where?.(grant) ?? {});
    const isWhole = conditions !== false && !(on === 'Decision' && 'keyId' in conditions);
    return isWhole && JSON.stringify(conditions[column]) === JSON.stringify(value);
  });
}

/** Some rows of system roles reach over both environments though the role is held in one; no policy does. */
function isNarrowerInOne(row: Row, rule: PolicyRule): boolean {
  const held = { ...grant, environmentId: 'production' };
  const isOfOne = (one: Row) => 'environmentId' in (one.where?.(held) || {});
  return !isOfOne(row) && rowsOf({ rules: [rule] }).some((one) => !everybody.includes(one) && isOfOne(one));
}

const isSaidAnyway = (row: Row, rows: readonly Row[]) =>
  rows.some((other) => other !== row && other.on === row.on && row.on === 'Decision' && isWhole(other));

function isWhole(row: Row): boolean {
  const where = narrowingOf(row, 'read');
  return where !== null && Object.keys(where).length === 0;
}
