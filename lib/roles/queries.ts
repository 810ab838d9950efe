import type { Reader } from '../access/ability.ts';
import { permissionNamed } from '../access/catalogue.ts';
import { definitions } from '../access/definitions.ts';
import { type Ground, groundsOf, type Question, rolesThatMay } from '../access/explain.ts';
import { countedAt, grantsOf } from '../access/held.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { requirePeople } from './role-queries.ts';
import type { WhoFilter } from './schema.ts';
import { subjectOf } from './subject.ts';

export interface WhoMay {
  id: string;
  name: string;
  email: string;
  grounds: Ground[];
}

const pageSize = 50;

/**
 * Who may, with each row that permits it, by name. SQL finds whoever holds a role that has such a row; which of them it
 * reaches is told by the rows themselves. Throws `not_found` where the reader may not see people or the subject.
 */
export async function whoMay(
  reader: Reader,
  filter: WhoFilter,
): Promise<{ rows: WhoMay[]; next: string | null }> {
  requirePeople(reader);
  const question = await questionOf(reader, filter);
  const at = filter.at ?? reader.now;
  const rows: WhoMay[] = [];
  let after: string | null = filter.after ?? null;
  for (;;) {
    const people = await candidates(reader, question, { at, person: filter.person, after });
    for (const person of people) {
      after = person.id;
      const grounds = groundsOf(person.held, question);
      if (grounds.length > 0) rows.push({ id: person.id, name: person.name, email: person.email, grounds });
      if (rows.length === pageSize) return { rows, next: after };
    }
    if (people.length < pageSize) return { rows, next: null };
  }
}

async function questionOf(
  reader: Reader,
  { permission, environment, subject }: WhoFilter,
): Promise<Question> {
  const [action = '', on = ''] = (permission ?? '').split(' ');
  const known = permissionNamed(action, on);
  if (!known) throw new Refusal('invalid', 'Choose what it is that somebody may do.');
  const { on: model } = known;
  return {
    action,
    on: model,
    environmentId: environment,
    subject: subject ? await subjectOf(reader, model, subject) : null,
  };
}

// In the order of ids, so that the next page begins where this one ended whatever is renamed meanwhile.
async function candidates(
  reader: Reader,
  { action, on }: Question,
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
