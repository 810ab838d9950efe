import type { Reader } from '../access/ability.ts';
import { catalogue } from '../access/catalogue.ts';
import { definitions } from '../access/definitions.ts';
import { pathsIn } from '../access/escalation.ts';
import { folded } from '../access/escalation-planned.ts';
import { policyState } from '../access/escalation-stored.ts';
import { grantsOf } from '../access/held.ts';
import type { SubjectName } from '../access/rows.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { dutyColumns, pairOf } from './kind.ts';
import { bringersOf, conflictsOf, isEverybodys, placeOf, rolesThatHoldBoth } from './rules.ts';

export interface BrokenBy {
  operatorId: string;
  name: string;
  where: string;
  by: string;
}

/** Every rule in force, who breaks it now, and which roles break it alone. */
export async function listDuties(reader: Reader) {
  requirePeople(reader);
  const stored = await db().dutyRule.findMany({
    where: { AND: [{ endedAt: null }, scopeOf(reader.access, 'read', 'DutyRule')] },
    select: { ...dutyColumns, note: true, version: true },
    orderBy: { name: 'asc' },
  });
  const people = await db().operator.findMany({
    where: { AND: [{ state: 'active' }, scopeOf(reader.access, 'read', 'Operator')] },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const ids = people.map(({ id }) => id);
  const [held, known] = await Promise.all([grantsOf(db(), ids, reader.now), definitions(db())]);
  return stored.map((row) => {
    const rule = pairOf(row);
    const broken = people.flatMap(({ id, name }): BrokenBy[] =>
      conflictsOf(held.get(id) ?? [], [rule]).map((conflict) => ({
        operatorId: id,
        name,
        where: placeOf(conflict),
        by: bringersOf(conflict),
      })),
    );
    return { ...row, mode: rule.mode, broken, alone: rolesThatHoldBoth(known.values(), rule) };
  });
}

/** What a rule can be about, grouped as the console groups it. */
export function choosable(): { subject: string; permissions: { value: string; label: string }[] }[] {
  return catalogue
    .map(({ subject, permissions }) => ({
      subject,
      permissions: permissions
        .filter(({ action, on }) => !isEverybodys({ action, on: on as SubjectName }))
        .map(({ action, on, label }) => ({ value: `${action} ${on}`, label: `${label} (${action})` })),
    }))
    .filter(({ permissions }) => permissions.length > 0);
}

export interface Finding {
  people: { id: string; name: string }[];
  gain: string;
  steps: string[];
}

/** Every path to more power that the policy of now leaves open to one person alone. For whoever reads the trail and people. */
export async function listFindings(reader: Reader): Promise<Finding[]> {
  requirePeople(reader);
  if (!reader.access.can('read', 'DutyRule') || !reader.access.can('read', 'AuditEvent'))
    throw notFound('This page');
  const state = folded(await policyState(db(), reader.now));
  const kin = new Map(state.kin.map((one) => [one.id, one]));
  return pathsIn(state).flatMap(({ kinId, gain, steps }) => {
    const whose = kin.get(kinId);
    if (!whose) return [];
    const people = whose.people.map((id, at) => ({ id, name: whose.names[at] ?? id }));
    return [{ people, gain, steps }];
  });
}

/** Whoever may read names only is not told who holds what. */
function requirePeople({ access }: Reader): void {
  if (!access.can('read', 'Operator', 'email') || !access.can('read', 'Assignment'))
    throw notFound('This page');
}
