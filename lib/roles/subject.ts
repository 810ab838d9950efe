import type { Reader } from '../access/ability.ts';
import type { SubjectName } from '../access/rows.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';

type Loaded = Promise<Record<string, unknown> | null>;

/** What the conditions of the role tables look at; kinds that have no conditions, or are not named by an id, are absent. */
const loaders: Partial<Record<SubjectName, (reader: Reader, id: string) => Loaded>> = {
  ApiKey: ({ access }, id) =>
    db().apiKey.findFirst({
      where: { AND: [{ id }, scopeOf(access, 'read', 'ApiKey')] },
      select: { id: true, environmentId: true, applicationId: true },
    }),
  Application: ({ access }, id) =>
    db().application.findFirst({
      where: { AND: [{ id }, scopeOf(access, 'read', 'Application')] },
      select: { id: true, environmentId: true },
    }),
  Operator: ({ access }, id) =>
    db().operator.findFirst({
      where: { AND: [{ id }, scopeOf(access, 'read', 'Operator')] },
      select: { id: true, assignments: { select: { role: true, endedAt: true } } },
    }),
  Assignment: ({ access }, id) =>
    db().assignment.findFirst({
      where: { AND: [{ id }, scopeOf(access, 'read', 'Assignment')] },
      select: { id: true, role: true, operatorId: true },
    }),
  Session: ({ access }, id) =>
    db().session.findFirst({
      where: { AND: [{ id }, scopeOf(access, 'read', 'Session')] },
      select: { id: true, operatorId: true },
    }),
  Connection: ({ access }, id) =>
    db().connection.findFirst({
      where: { AND: [{ id }, scopeOf(access, 'read', 'Connection')] },
      select: { id: true },
    }),
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The row that is asked about, as far as the reader may see it. Throws `not_found`. */
export async function subjectOf(
  reader: Reader,
  model: SubjectName,
  id: string,
): Promise<Record<string, unknown>> {
  const found = uuid.test(id) ? await loaders[model]?.(reader, id) : null;
  if (!found) throw notFound('What you ask about');
  return found;
}
