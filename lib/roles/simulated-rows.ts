/** Promise: every row that decides, or nearly does, comes with the assignment and the group it came from, as far as the reader sees them. */
import type { Reader } from '../access/ability.ts';
import type { Permission } from '../access/catalogue.ts';
import type { RoleDefinition } from '../access/definitions.ts';
import { reaches, reachOf } from '../access/explain.ts';
import { grantsOf, type HeldGrant } from '../access/held.ts';
import type { Grant, Row } from '../access/rows.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { standingAt, standingWords, whyNot } from './near.ts';
import type { Subject } from './simulated-subject.ts';

/** A row of a role that somebody holds, held or will hold, and where it comes from. */
export interface SimulatedRow {
  role: string;
  roleName: string;
  /** How far it reaches, or what it lacks. */
  words: string;
  assignmentId: string;
  /** The group through which it is held; its name is null where the reader may not see the group. */
  group: { id: string; name: string | null } | null;
  environmentId: string | null;
  fromAt: Date;
  untilAt: Date | null;
}

/** What is asked of somebody. */
export interface Asked {
  permission: Permission;
  subject: Subject | null;
  environmentId: string | null;
}

export const rowsFor = ({ rows }: Pick<RoleDefinition, 'rows'>, { action, on }: Permission): Row[] =>
  rows.filter((row) => row.on === on && row.may.includes(action));

export async function permits(row: Row, grant: Grant, { subject, environmentId }: Asked): Promise<boolean> {
  return subject ? subject.isReachedBy(row, grant) : reaches(row, grant, environmentId);
}

/** Every assignment that is or was theirs or of a group they are in, as far as the reader may see it. */
export async function toldOf(reader: Reader, operatorId: string) {
  const { access } = reader;
  const groups = await db().group.findMany({
    where: { AND: [scopeOf(access, 'read', 'Group'), { members: { some: { operatorId } } }] },
    select: { id: true, name: true },
  });
  const rows = await db().assignment.findMany({
    where: {
      AND: [
        scopeOf(access, 'read', 'Assignment'),
        { OR: [{ operatorId }, { group: { endedAt: null, members: { some: { operatorId } } } }] },
      ],
    },
    select: {
      id: true,
      role: true,
      fromAt: true,
      untilAt: true,
      endedAt: true,
      suspendedAt: true,
      groupId: true,
    },
    orderBy: { fromAt: 'desc' },
  });
  return {
    assignments: new Map(rows.map((row) => [row.id, row])),
    groups: new Map(groups.map(({ id, name }) => [id, name])),
  };
}
export type Told = Awaited<ReturnType<typeof toldOf>>;

export async function heldAt(reader: Reader, operatorId: string, at: Date): Promise<HeldGrant[]> {
  return (await grantsOf(db(), [operatorId], at, reader.now)).get(operatorId) ?? [];
}

function shown(told: Told, grant: HeldGrant, words: string): SimulatedRow[] {
  const assignment = told.assignments.get(grant.assignmentId);
  if (!assignment) return [];
  const { role, name: roleName, assignmentId, environmentId } = grant;
  const group = grant.group && { id: grant.group.id, name: told.groups.get(grant.group.id) ?? null };
  const { fromAt, untilAt } = assignment;
  return [{ role, roleName, words, assignmentId, group, environmentId, fromAt, untilAt }];
}

interface Nearing {
  operatorId: string;
  at: Date;
  asked: Asked;
  held: HeldGrant[];
  told: Told;
  known: ReadonlyMap<string, RoleDefinition>;
}

const mostNear = 8;
const mostLooked = 20;
const byStanding = ['later', 'suspended', 'ended'];

export async function nearestOf(reader: Reader, { operatorId, at, asked, held, told, known }: Nearing) {
  const { subject, environmentId, permission } = asked;
  const place = { environmentId, subjectIn: subject?.environmentId ?? null, hasSubject: subject !== null };
  const near = held.flatMap((grant) =>
    rowsFor(grant, permission).flatMap((row) => shown(told, grant, whyNot(row, grant, place))),
  );
  const counted = new Set(held.map(({ assignmentId }) => assignmentId));
  const others = [...told.assignments.values()]
    .filter(
      ({ id, role }) => !counted.has(id) && rowsFor(known.get(role) ?? { rows: [] }, permission).length > 0,
    )
    .sort((a, b) => byStanding.indexOf(standingAt(a, at)) - byStanding.indexOf(standingAt(b, at)));
  for (const other of others.slice(0, mostLooked)) {
    if (near.length >= mostNear) break;
    // As it was when it began: what it gives is read by the same function as everything else that is held.
    const then = (await heldAt(reader, operatorId, other.fromAt)).find((g) => g.assignmentId === other.id);
    if (!then) continue;
    const reached = await Promise.all(rowsFor(then, permission).map((row) => permits(row, then, asked)));
    if (reached.some(Boolean)) near.push(...shown(told, then, standingWords(other, at)));
  }
  return near.filter(isFirstOfItsKind).slice(0, mostNear);
}

const isFirstOfItsKind = (one: SimulatedRow, index: number, all: SimulatedRow[]) =>
  all.findIndex((other) => other.assignmentId === one.assignmentId && other.words === one.words) === index;

/** The rows that permit it. */
export async function decidingOf(
  told: Told,
  held: readonly HeldGrant[],
  asked: Asked,
): Promise<SimulatedRow[]> {
  const deciding: SimulatedRow[] = [];
  for (const grant of held)
    for (const row of rowsFor(grant, asked.permission))
      if (await permits(row, grant, asked)) deciding.push(...shown(told, grant, reachOf(row, grant)));
  return deciding;
}
