/** Promise: whatever gives a right asks here, inside its own transaction, and a pair that is forbidden is not given. */
import { definitions } from '../access/definitions.ts';
import { grantsOf, type HeldGrant } from '../access/held.ts';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { rulesInForce } from './kind.ts';
import { type Conflict, conflictsOf, type DutyPair, keyOf, sentenceOf } from './rules.ts';

type Reading = Pick<Context, 'tx' | 'now'>;

/** A pair that one person holds, or would. */
export interface Broken {
  operatorId: string;
  conflict: Conflict;
}

/**
 * Called inside `run`, AFTER the change: refuses where one of these people now holds a pair that a rule forbids, and
 * returns a sentence for each that a rule only warns of (the caller puts them into its result and summary). `before`
 * comes from `standingConflicts`: what stood already does not stop a change that brings nothing new.
 */
export async function requireNoConflict(
  cx: Reading,
  operatorIds: readonly string[],
  before: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const broken = (await brokenBy(cx, operatorIds)).filter((one) => !before.has(nameOf(one)));
  if (broken.length === 0) return [];
  const names = await namesOf(cx.tx, broken);
  const said = (mode: DutyPair['mode']) =>
    broken
      .filter(({ conflict }) => conflict.rule.mode === mode)
      .map(({ operatorId, conflict }) => sentenceOf(names.get(operatorId) ?? 'Somebody', conflict));
  const forbidden = said('forbid');
  if (forbidden.length > 0) throw new Refusal('conflict', `${forbidden.join('. ')}. Nothing was changed.`);
  return said('warn');
}

/** Called inside `run`, AFTER the change, by who withholds a right and lets the person in: what a rule forbids, in words. */
export async function forbiddenOf(
  cx: Reading,
  operatorIds: readonly string[],
  before: ReadonlySet<string> = new Set(),
): Promise<(Broken & { why: string })[]> {
  const broken = (await brokenBy(cx, operatorIds)).filter(
    (one) => one.conflict.rule.mode === 'forbid' && !before.has(nameOf(one)),
  );
  const names = await namesOf(cx.tx, broken);
  return broken.map((one) => ({
    ...one,
    why: sentenceOf(names.get(one.operatorId) ?? 'Somebody', one.conflict),
  }));
}

/** Called inside `run`, BEFORE a change of many people's rights (a role's edit): hand it to `requireNoConflict`. */
export async function standingConflicts(cx: Reading, operatorIds: readonly string[]): Promise<Set<string>> {
  return new Set((await brokenBy(cx, operatorIds)).map(nameOf));
}

const mostInSummary = 3;

/** Of a summary: ", although ..." where a rule warns; the first few in full, since a notice has one line. */
export function warned(warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  const more = warnings.length - mostInSummary;
  return `, although ${warnings.slice(0, mostInSummary).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

const nameOf = ({ operatorId, conflict }: Broken) => `${operatorId} ${keyOf(conflict)}`;

export async function brokenBy(
  { tx, now }: Reading,
  operatorIds: readonly string[],
  only?: readonly DutyPair[],
): Promise<Broken[]> {
  const people = [...new Set(operatorIds)];
  if (people.length === 0 || (!only && (await rulesInForce(tx)).length === 0)) return [];
  await takeTurns(tx);
  // Read again behind the lock: a rule that was made while we waited counts.
  const rules = only ?? (await rulesInForce(tx));
  const found = new Map<string, Broken>();
  for (const at of await momentsOf(tx, people, now))
    for (const [operatorId, grants] of await grantsOf(tx, people, at, now))
      for (const conflict of conflictsOf(grants, rules)) {
        const one = { operatorId, conflict };
        found.set(nameOf(one), one);
      }
  return [...found.values()];
}

// Two grants at once, each half of a pair, would each find the other half not there: the second one waits and sees it.
async function takeTurns(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('duties'))`;
}

// A role that begins next week must not slip past today: what overlaps at all overlaps where one of them begins.
async function momentsOf(tx: Tx, operatorIds: readonly string[], now: Date): Promise<Date[]> {
  const theirs = {
    OR: [
      { operatorId: { in: [...operatorIds] } },
      { group: { endedAt: null, members: { some: { operatorId: { in: [...operatorIds] } } } } },
    ],
  };
  const rows = await tx.assignment.findMany({
    where: { AND: [{ endedAt: null, fromAt: { gt: now } }, theirs] },
    select: { fromAt: true },
    distinct: ['fromAt'],
  });
  return [now, ...rows.map(({ fromAt }) => fromAt)];
}

async function namesOf(tx: Tx, broken: readonly Broken[]): Promise<Map<string, string>> {
  const ids = broken.map(({ operatorId }) => operatorId);
  const rows = await tx.operator.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A role that somebody would be given by their provider. */
export interface Wanted {
  role: string;
  environmentId: string | null;
}

/**
 * Called inside `run` of what a sign-in or a provisioning client brings, BEFORE it is given: the roles that no rule
 * forbids, in order, and of the others why not. The person is let in all the same.
 */
export async function allowedOf<W extends Wanted>(
  cx: Reading,
  operatorId: string,
  wanted: readonly W[],
): Promise<{ allowed: W[]; denied: { wanted: W; why: string }[] }> {
  const rules = wanted.length > 0 ? await rulesInForce(cx.tx) : [];
  if (rules.length === 0) return { allowed: [...wanted], denied: [] };
  await takeTurns(cx.tx);
  const known = await definitions(cx.tx);
  const moments = await momentsOf(cx.tx, [operatorId], cx.now);
  const held: HeldGrant[][] = [];
  for (const at of moments)
    held.push((await grantsOf(cx.tx, [operatorId], at, cx.now)).get(operatorId) ?? []);
  const names = await namesOf(cx.tx, [{ operatorId } as Broken]);
  const allowed: W[] = [];
  const denied: { wanted: W; why: string }[] = [];
  for (const one of wanted) {
    const role = known.get(one.role);
    if (!role) continue;
    const would: HeldGrant = {
      ...role,
      role: role.slug,
      environmentId: one.environmentId,
      operatorId,
      ownApplications: [],
      teamApplications: [],
      assignmentId: `wanted ${one.role} ${one.environmentId ?? ''}`,
      group: null,
    };
    const conflict = held
      .flatMap((grants) => conflictsOf([...grants, would], rules))
      .find(
        ({ rule, first, second }) =>
          rule.mode === 'forbid' &&
          [...first, ...second].some(({ assignmentId }) => assignmentId === would.assignmentId),
      );
    if (conflict) denied.push({ wanted: one, why: sentenceOf(names.get(operatorId) ?? 'They', conflict) });
    else {
      allowed.push(one);
      for (const grants of held) grants.push(would);
    }
  }
  return { allowed, denied };
}
