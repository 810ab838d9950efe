import type { Reader } from '../access/ability.ts';
import { type Permission, permissionNamed } from '../access/catalogue.ts';
import { definitions } from '../access/definitions.ts';
import { type Ground, groundsOf, rolesThatMay } from '../access/explain.ts';
import { countedAt, grantsOf } from '../access/held.ts';
import type { Grant, Row } from '../access/rows.ts';
import { scopeOf } from '../access/scope.ts';
import { type Deciders, decidersOf, isVote } from '../approvals/deciders.ts';
import { db } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { requirePeople } from './role-queries.ts';
import type { WhoFilter } from './schema.ts';
import { type Asked, permits } from './simulated-rows.ts';
import { askedOn } from './simulated-subject.ts';

export interface WhoMay {
  id: string;
  name: string;
  email: string;
  grounds: (Ground & { fromAt: Date; untilAt: Date | null; reason: string })[];
}

const pageSize = 50;

/**
 * Who may, with each row that permits it and the assignment it came from, by name. SQL finds whoever holds a role that
 * has such a row; whether a row reaches the one thing that is asked about, the database tells, as it does in the
 * corridor. Who may vote on one request, the vote's own rules tell as well. Throws `not_found` where the reader may not see people, and `invalid` with a sentence of the subject.
 */
export async function whoMay(
  reader: Reader,
  filter: WhoFilter,
): Promise<{ rows: WhoMay[]; next: string | null; none: string | null }> {
  requirePeople(reader);
  const asked = await askedOf(reader, filter);
  const permitted = onceForAlike(asked);
  const at = filter.at ?? reader.now;
  const deciders = await decidersFor(asked, at);
  const none = deciders?.none ?? null;
  const rows: Found[] = [];
  let after: string | null = filter.after ?? null;
  for (;;) {
    const people = await candidates(reader, asked.permission, { at, person: filter.person, after });
    const found: Found[] = [];
    for (const { held, ...person } of people)
      found.push({ ...person, grounds: await groundsOf(held, asked.permission, permitted) });
    for (const one of await deciding(found, deciders)) {
      after = one.id;
      rows.push(one);
      if (rows.length === pageSize) return { rows: await dated(reader, rows), next: after, none };
    }
    after = people.at(-1)?.id ?? after;
    if (people.length < pageSize) return { rows: await dated(reader, rows), next: null, none };
  }
}

/** A vote asks more of a person than their roles' rows; null where it is no vote, or on no request in particular. */
function decidersFor({ permission: { action, on }, subject }: Asked, at: Date): Promise<Deciders | null> {
  const isAsked = subject && on === 'ApprovalRequest' && isVote(action);
  return isAsked ? decidersOf(action, subject.id, at) : Promise.resolve(null);
}

/** Of these people those whom a row permits it and who, where it is a vote, may cast it. */
async function deciding(people: readonly Found[], deciders: Deciders | null): Promise<Found[]> {
  const found = people.filter(({ grounds }) => grounds.length > 0);
  if (!deciders) return found;
  const may = await deciders.among(found.map(({ id }) => id));
  return found.filter(({ id }) => may.has(id));
}

type Found = Omit<WhoMay, 'grounds'> & { grounds: Ground[] };

/** Most people's rows say the same: each condition is asked once. */
function onceForAlike(asked: Asked): (row: Row, grant: Grant) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (row, grant) => {
    const condition = JSON.stringify(row.where?.(grant) ?? {});
    const answer = known.get(condition) ?? permits(row, grant, asked);
    known.set(condition, answer);
    return answer;
  };
}

/** With when each assignment began and ends, and why it was given; what the reader may not see is left out. */
async function dated(reader: Reader, found: readonly Found[]): Promise<WhoMay[]> {
  const ids = found.flatMap(({ grounds }) => grounds.map(({ assignmentId }) => assignmentId));
  const rows = await db().assignment.findMany({
    where: { AND: [{ id: { in: ids } }, scopeOf(reader.access, 'read', 'Assignment')] },
    select: { id: true, fromAt: true, untilAt: true, reason: true },
  });
  const known = new Map(rows.map(({ id, ...of }) => [id, of]));
  return found.map(({ grounds, ...person }) => ({
    ...person,
    grounds: grounds.flatMap((ground) => {
      const of = known.get(ground.assignmentId);
      return of ? [{ ...ground, ...of }] : [];
    }),
  }));
}

async function askedOf(
  reader: Reader,
  { permission: said, environment, subject: id }: WhoFilter,
): Promise<Asked> {
  const [action = '', on = ''] = (said ?? '').split(' ');
  const permission = permissionNamed(action, on);
  if (!permission) throw new Refusal('invalid', 'Choose what it is that somebody may do.');
  return askedOn(reader, permission, id, environment);
}

// In the order of ids, so that the next page begins where this one ended whatever is renamed meanwhile.
async function candidates(
  reader: Reader,
  { action, on }: Permission,
  { at, person, after }: { at: Date; person: string | undefined; after: string | null },
) {
  const readable = scopeOf(reader.access, 'read', 'Assignment');
  const roles = rolesThatMay(await definitions(db()), action, on);
  const held = { AND: [{ role: { in: roles } }, countedAt(at), readable] };
  const throughGroup = { some: { group: { endedAt: null, assignments: { some: held } } } };
  const people = await db().operator.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'Operator'),
        { state: 'active', OR: [{ assignments: { some: held } }, { memberships: throughGroup }] },
        person ? { name: { contains: person, mode: 'insensitive' } } : {},
        after ? { id: { gt: after } } : {},
      ],
    },
    select: { id: true, name: true, email: true },
    orderBy: { id: 'asc' },
    take: pageSize,
  });
  const grants = await grantsOf(
    db(),
    people.map(({ id }) => id),
    at,
    reader.now,
  );
  return people.map((one) => ({ ...one, held: grants.get(one.id) ?? [] }));
}
