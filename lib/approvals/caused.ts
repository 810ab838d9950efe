/** Promise: nobody approves with what the requester gave them, or with an account that the requester could have taken over. */
import { inForceAt } from '../access/held.ts';
import type { Database, Tx } from '../db/client.ts';
import { causedDays, causedSince, personKey } from './rules.ts';

type Reading = Tx | Database;

/** What opens another's account, or gives it its rights: done by somebody, it makes their approval that person's own. */
export const overPeople = ['factor.reset', 'operator.enable', 'operator.recover'];
const overConnections = [
  'connection.edit',
  'connection.edit_mapping',
  'connection.enable',
  'connection.refresh',
  'connection.restore',
];

/** Let in again through a directory by one of these in the last days: behind a token stands a person. */
const admittedBy = (causers: readonly string[], now: Date) => ({
  admittedBy: { in: [...causers] },
  admittedAt: { gte: causedSince(now) },
});

/** Of `people`, those of whom a right, a membership, a factor or the identity comes from one of `causers` in the last days; with what it was. */
export async function causedAmong(
  tx: Reading,
  causers: readonly string[],
  people: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const by = { causedBy: { in: [...causers] }, createdAt: { gte: causedSince(now) } };
  const ids = [...people];
  const them = { operatorId: { in: ids } };
  // One after the other: inside a transaction they share one connection.
  const operators = await tx.operator.findMany({
    where: { id: { in: ids }, OR: [by, admittedBy(causers, now), { connection: by }] },
    select: { id: true },
  });
  const select = { operatorId: true } as const;
  const factors = await tx.factor.findMany({ where: { ...them, ...by }, select });
  const memberships = await tx.groupMember.findMany({ where: { ...them, ...by }, select });
  const assignments = await tx.assignment.findMany({
    where: { AND: [by, inForceAt(now), { OR: [them, { group: { members: { some: them } } }] }] },
    select: { operatorId: true, group: { select: { members: { select } } } },
  });
  const found = await causedByDeed(tx, causers, ids, now);
  for (const { operatorId } of factors) found.set(operatorId, 'a second factor');
  for (const { operatorId } of memberships) found.set(operatorId, 'the membership of a group');
  for (const { operatorId, group } of assignments)
    for (const id of operatorId ? [operatorId] : (group?.members ?? []).map((m) => m.operatorId))
      if (ids.includes(id)) found.set(id, 'a role');
  for (const { id } of operators) found.set(id, 'their account');
  return found;
}

interface Held {
  id: string;
  connectionId: string;
  /** What they hold now, themselves or through a group. */
  assignments: { id: string; role: string }[];
}

async function heldBy(tx: Reading, ids: readonly string[], now: Date): Promise<Held[]> {
  const assignments = { where: inForceAt(now), select: { id: true, role: true } } as const;
  const people = await tx.operator.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      connectionId: true,
      assignments,
      memberships: { select: { group: { select: { assignments } } } },
    },
  });
  return people.map(({ id, connectionId, assignments: own, memberships }) => ({
    id,
    connectionId,
    assignments: [...own, ...memberships.flatMap((m) => m.group.assignments)],
  }));
}

/** Of these assignments those that would be over, or suspended by a review, but for one of `causers` in the last days. */
async function keptBy(
  tx: Reading,
  causers: readonly string[],
  assignments: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const [ids, by, since] = [[...assignments], { in: [...causers] }, { gte: causedSince(now) }];
  const undone = await tx.reviewItem.findMany({
    where: { assignmentId: { in: ids }, undoneAt: since, decidedBy: by },
    select: { assignmentId: true },
  });
  const moved = await tx.auditEvent.findMany({
    where: {
      actorKind: 'operator',
      actorId: by,
      outcome: 'done',
      at: since,
      action: 'assignment.move_end',
      subjectType: 'Assignment',
      subjectId: { in: ids },
    },
    select: { subjectId: true, before: true, after: true },
  });
  const later = moved.filter(isLater);
  return new Set([...undone.map((u) => u.assignmentId ?? ''), ...later.map((m) => m.subjectId ?? '')]);
}

function isLater({ before, after }: { before: unknown; after: unknown }): boolean {
  const [former, next] = [before, after].map((of) => (of as { untilAt?: string | null } | null)?.untilAt);
  return former != null && (next == null || next > former);
}

/** What leaves no row with a cause: resets, roles that were edited or made to last, and of their provider what nobody else agreed to. */
async function causedByDeed(
  tx: Reading,
  causers: readonly string[],
  ids: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const held = await heldBy(tx, ids, now);
  const all = held.flatMap((person) => person.assignments);
  const custom = await tx.role.findMany({
    where: { slug: { in: [...new Set(all.map(({ role }) => role))] } },
    select: { id: true, slug: true },
  });
  const deeds = await tx.auditEvent.findMany({
    where: {
      actorKind: 'operator',
      actorId: { in: [...causers] },
      outcome: 'done',
      at: { gte: causedSince(now) },
      OR: [
        { subjectType: 'Operator', subjectId: { in: [...ids] }, action: { in: overPeople } },
        { subjectType: 'Role', subjectId: { in: custom.map((role) => role.id) } },
        {
          subjectType: 'Connection',
          subjectId: { in: [...new Set(held.map((person) => person.connectionId))] },
          action: { in: overConnections },
        },
      ],
    },
    select: { subjectType: true, subjectId: true, proof: true },
  });
  const kept = await keptBy(
    tx,
    causers,
    all.map(({ id }) => id),
    now,
  );
  const found = new Map<string, string>();
  for (const { id, assignments } of held)
    if (assignments.some((one) => kept.has(one.id))) found.set(id, 'a role');
  for (const { subjectType, subjectId, proof } of deeds)
    for (const person of held) {
      const slug = custom.find((role) => role.id === subjectId)?.slug;
      if (subjectType === 'Operator' && person.id === subjectId)
        found.set(person.id, 'a way into their account');
      if (subjectType === 'Role' && slug && person.assignments.some(({ role }) => role === slug))
        found.set(person.id, 'what their role gives');
      // A change of the provider that others agreed to is theirs as well.
      if (person.connectionId === subjectId && !wasApproved(proof))
        found.set(person.id, 'a change of the provider that vouches for them');
    }
  return found;
}

function wasApproved(proof: unknown): boolean {
  return typeof proof === 'object' && proof !== null && 'approvedBy' in proof;
}

/** Why somebody's word does not count, of them and to them. */
export interface Objection {
  they: string;
  you: string;
}

const requester = (name: string): Objection => ({
  they: 'asked for it',
  you: `You asked for this yourself. Somebody other than ${name} decides it.`,
});
const samePerson = (name: string): Objection => ({
  they: `has the e-mail address of ${name}: that is the same person`,
  you: `You have the e-mail address of ${name}, who asked for this: that is the same person.`,
});
const caused = (name: string, what: string): Objection => ({
  they: `got ${what} through ${name} in the last ${causedDays} days`,
  you: `You got ${what} through ${name}, who asked for this, in the last ${causedDays} days.`,
});

/** The requester, also under other connections. */
export async function selvesOf(tx: Reading, operatorId: string): Promise<{ ids: string[] }> {
  const own = await tx.operator.findUnique({ where: { id: operatorId }, select: { email: true } });
  if (!own) return { ids: [operatorId] };
  const alike = await tx.operator.findMany({
    where: { email: { equals: own.email.trim(), mode: 'insensitive' } },
    select: { id: true, email: true },
  });
  // The database takes an underscore for any letter there; two people who differ by one are two.
  const same = alike.filter(({ email }) => personKey(email) === personKey(own.email));
  return { ids: [...new Set([operatorId, ...same.map((o) => o.id)])] };
}

/** Who asks for something. */
export interface Asker {
  id: string;
  name: string;
}

/** Each of `people` who is the asker under whichever account, or got something through them of late. */
export async function dependentsOf(
  tx: Reading,
  asker: Asker,
  people: readonly string[],
  now: Date,
): Promise<Map<string, Objection>> {
  const self = await selvesOf(tx, asker.id);
  const others = people.filter((id) => id !== asker.id);
  const owed = await causedAmong(tx, self.ids, others, now);
  const found = new Map<string, Objection>();
  for (const id of others) {
    const what = owed.get(id);
    if (self.ids.includes(id)) found.set(id, samePerson(asker.name));
    else if (what) found.set(id, caused(asker.name, what));
  }
  if (people.includes(asker.id)) found.set(asker.id, requester(asker.name));
  return found;
}
