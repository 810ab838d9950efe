import type { Reader } from '../access/ability.ts';
import { permissionNamed } from '../access/catalogue.ts';
import { type Ground, groundsOf, type HeldGrant, type Question, rolesThatMay } from '../access/explain.ts';
import { isRole, type Role, systemRoles } from '../access/roles.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound, Refusal } from '../errors.ts';
import type { WhoFilter } from './schema.ts';
import { subjectOf } from './subject.ts';

/** At that moment, which may be past or to come. Whoever is disabled now is left out of every answer. */
const inForce = (at: Date) => ({
  AND: [
    { fromAt: { lte: at }, operator: { state: 'active' as const } },
    { OR: [{ endedAt: null }, { endedAt: { gt: at } }] },
    { OR: [{ untilAt: null }, { untilAt: { gt: at } }] },
  ],
});

/** Whoever may read names only is not told who holds what. Throws `not_found`. */
function requirePeople({ access }: Reader): void {
  if (!access.can('read', 'Operator', 'email') || !access.can('read', 'Assignment'))
    throw notFound('This page');
}

/** Each system role with how many active operators hold it, by environment (null: in every one). */
export async function listRoles(reader: Reader) {
  requirePeople(reader);
  const counts = await db().assignment.groupBy({
    by: ['role', 'environmentId'],
    where: { AND: [inForce(reader.now), scopeOf(reader.access, 'read', 'Assignment')] },
    _count: { operatorId: true },
  });
  return systemRoles.map((role) => {
    const held = counts.filter((count) => count.role === role);
    const of = (environmentId: string | null) =>
      held.find((count) => count.environmentId === environmentId)?._count.operatorId ?? 0;
    return { role, everywhere: of(null), production: of('production'), sandbox: of('sandbox') };
  });
}

const shownHolders = 50;

/** Who holds a role now, by name; `more` where the list is cut. */
export async function holdersOf(reader: Reader, role: Role) {
  requirePeople(reader);
  const rows = await db().assignment.findMany({
    where: { AND: [{ role, ...inForce(reader.now) }, scopeOf(reader.access, 'read', 'Assignment')] },
    select: {
      id: true,
      environmentId: true,
      untilAt: true,
      source: true,
      operator: { select: { id: true, name: true } },
    },
    orderBy: [{ operator: { name: 'asc' } }, { id: 'asc' }],
    take: shownHolders + 1,
  });
  const held = rows.flatMap(({ operator, ...row }) => (operator ? [{ ...row, operator }] : []));
  return { rows: held.slice(0, shownHolders), more: rows.length > shownHolders };
}

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
  const held = { role: { in: rolesThatMay(action, on) }, ...inForce(at) };
  const people = await db().operator.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'Operator'),
        {
          state: 'active',
          assignments: { some: { AND: [held, scopeOf(reader.access, 'read', 'Assignment')] } },
        },
        person ? { name: { contains: person, mode: 'insensitive' } } : {},
        after ? { id: { gt: after } } : {},
      ],
    },
    select: {
      id: true,
      name: true,
      email: true,
      assignments: {
        where: { AND: [held, scopeOf(reader.access, 'read', 'Assignment')] },
        select: { id: true, role: true, environmentId: true },
      },
      ownedApps: { select: { id: true }, where: scopeOf(reader.access, 'read', 'Application') },
      deputisedApps: { select: { id: true }, where: scopeOf(reader.access, 'read', 'Application') },
    },
    orderBy: { id: 'asc' },
    take: pageSize,
  });
  return people.map(({ assignments, ownedApps, deputisedApps, ...rest }) => {
    const ownApplications = [...ownedApps, ...deputisedApps].map((a) => a.id);
    const grants = assignments.flatMap(({ id, role, environmentId }): HeldGrant[] =>
      isRole(role) ? [{ assignmentId: id, role, environmentId, operatorId: rest.id, ownApplications }] : [],
    );
    return { ...rest, held: grants };
  });
}
