/**
 * The one place that turns an access into a query. `accessibleBy` fails open for "no access": it yields
 * `{ OR: [] }`, which Prisma ignores inside AND and in nested includes, and every row comes back.
 */
import { accessibleBy } from '@casl/prisma/runtime';
import type { Prisma } from '../db/generated/client.ts';
import type { Access } from './ability.ts';
import type { SubjectName } from './rows.ts';

export type WhereOf<M extends SubjectName> =
  Prisma.TypeMap['model'][M]['operations']['findFirst']['args']['where'] & object;

const nothing = { in: [] as never[] };
const idColumn: Partial<Record<SubjectName, string>> = { AuditEvent: 'number', Decision: 'reference' };

/** The rows of `model` on which `access` allows `action`. Put it inside AND; never negate it. */
export function scopeOf<M extends SubjectName>(access: Access, action: string, model: M): WhereOf<M> {
  const where = accessibleBy(access, action).ofType(model) as { OR?: unknown[] };
  if (where.OR?.length === 0) return { [idColumn[model] ?? 'id']: nothing } as WhereOf<M>;
  return where as WhereOf<M>;
}
