/** Promise: the trail is read in the order in which it happened, and only as far as the reader's `read AuditEvent` reaches. */
import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db, type Prisma } from '../db/client.ts';
import { notFound } from '../errors.ts';
import type { AuditFilter } from './schema.ts';

const rowSelect = {
  number: true,
  at: true,
  action: true,
  outcome: true,
  code: true,
  sensitivity: true,
  actorKind: true,
  actorName: true,
  environmentId: true,
  subjectType: true,
  subjectId: true,
  subjectLabel: true,
  summary: true,
  address: true,
  channel: true,
  touched: true,
} satisfies Prisma.AuditEventSelect;

/** Newest first; `before` and `after` are event numbers, so pages stay put while the trail grows. */
export async function listEvents(
  reader: Reader,
  filter: AuditFilter,
  also: Prisma.AuditEventWhereInput = {},
) {
  const back = filter.after !== undefined;
  const rows = await db().auditEvent.findMany({
    where: {
      AND: [
        matching(reader, filter),
        also,
        filter.before !== undefined ? { number: { lt: filter.before } } : {},
        back ? { number: { gt: filter.after } } : {},
      ],
    },
    orderBy: { number: back ? 'asc' : 'desc' },
    take: filter.size + 1,
    select: rowSelect,
  });
  const more = rows.length > filter.size;
  const shown = rows.slice(0, filter.size);
  if (back) shown.reverse();
  return {
    rows: shown,
    next: (back || more) && shown.length > 0 ? String(shown.at(-1)?.number) : null,
    previous:
      (back ? more : filter.before !== undefined) && shown.length > 0 ? String(shown[0]?.number) : null,
  };
}
export type AuditRow = Awaited<ReturnType<typeof listEvents>>['rows'][number];

/** One event whole. Throws `not_found`. */
export async function readEvent(reader: Reader, number: bigint) {
  const event = await db().auditEvent.findFirst({
    where: { AND: [{ number }, scopeOf(reader.access, 'read', 'AuditEvent')] },
    select: {
      ...rowSelect,
      id: true,
      actorId: true,
      userAgent: true,
      reason: true,
      reference: true,
      before: true,
      after: true,
      proof: true,
    },
  });
  if (!event) throw notFound('This event');
  return event;
}
export type AuditEventPage = Awaited<ReturnType<typeof readEvent>>;

/** How many events each value of each facet holds, under the other filters' span of days. */
export async function countFacets(reader: Reader, filter: AuditFilter) {
  const where = matching(reader, filter);
  const [outcome, subjectType, sensitivity, actorKind] = await Promise.all([
    db().auditEvent.groupBy({ by: ['outcome'], where, _count: true }),
    db().auditEvent.groupBy({ by: ['subjectType'], where, _count: true }),
    db().auditEvent.groupBy({ by: ['sensitivity'], where, _count: true }),
    db().auditEvent.groupBy({ by: ['actorKind'], where, _count: true }),
  ]);
  return {
    outcome: Object.fromEntries(outcome.map((r) => [r.outcome, r._count])),
    subject: Object.fromEntries(subjectType.map((r) => [r.subjectType, r._count])),
    sensitivity: Object.fromEntries(sensitivity.map((r) => [r.sensitivity, r._count])),
    actorKind: Object.fromEntries(actorKind.map((r) => [r.actorKind, r._count])),
  };
}

/** The last sensitive and critical changes that were done: for Overview. */
export function lastSensitiveChanges(reader: Reader, take: number) {
  return db().auditEvent.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'AuditEvent'),
        {
          outcome: 'done',
          sensitivity: { in: ['sensitive', 'critical'] },
          action: { not: 'approval.waived' },
        },
        { OR: [{ environmentId: reader.environment }, { environmentId: null }] },
      ],
    },
    orderBy: { number: 'desc' },
    take,
    select: { ...rowSelect, reason: true },
  });
}

/** The history of one subject, newest first. */
export function historyOf(reader: Reader, subjectType: string, subjectId: string, take = 20) {
  return db().auditEvent.findMany({
    where: { AND: [scopeOf(reader.access, 'read', 'AuditEvent'), { subjectType, subjectId }] },
    orderBy: { number: 'desc' },
    take,
    select: { ...rowSelect, reason: true },
  });
}

/** The events that a filter names, as far as the reader may read. */
export function matching(
  reader: Reader,
  filter: Omit<AuditFilter, 'before' | 'after' | 'event' | 'size'>,
): Prisma.AuditEventWhereInput {
  const contains = filter.q && { contains: filter.q, mode: 'insensitive' as const };
  return {
    AND: [
      scopeOf(reader.access, 'read', 'AuditEvent'),
      contains
        ? {
            OR: [
              { actorName: contains },
              { subjectLabel: contains },
              { summary: contains },
              { reason: contains },
              { address: contains },
              { reference: contains },
            ],
          }
        : {},
      {
        ...(filter.outcome && { outcome: filter.outcome }),
        ...(filter.sensitivity && { sensitivity: filter.sensitivity }),
        ...(filter.actorKind && { actorKind: filter.actorKind }),
        ...(filter.subject && { subjectType: filter.subject }),
        ...(filter.subjectId && { subjectId: filter.subjectId }),
        ...(filter.action && { action: filter.action }),
      },
      filter.from ? { at: { gte: new Date(`${filter.from}T00:00:00Z`) } } : {},
      filter.to ? { at: { lt: new Date(Date.parse(`${filter.to}T00:00:00Z`) + 86_400_000) } } : {},
    ],
  };
}
