/** Promise: an account that somebody made, or got a way into, speaks for them for a while: in either direction, and beside another one of theirs. */
import type { Database, Tx } from '../db/client.ts';
import { overPeople } from './caused.ts';
import { causedSince } from './rules.ts';

const uuid = /^[0-9a-f-]{36}$/;

/** For each of these accounts the people who made it, gave it a factor or opened it again in the last days; machines left out. */
export async function openersOf(
  tx: Tx | Database,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, Set<string>>> {
  const since = { gte: causedSince(now) };
  const those = { in: [...ids] };
  const accounts = await tx.operator.findMany({
    where: { id: those, createdAt: since },
    select: { id: true, causedBy: true },
  });
  const admitted = await tx.operator.findMany({
    where: { id: those, admittedAt: since },
    select: { id: true, admittedBy: true },
  });
  const factors = await tx.factor.findMany({
    where: { operatorId: those, createdAt: since },
    select: { operatorId: true, causedBy: true },
  });
  const deeds = await tx.auditEvent.findMany({
    where: {
      actorKind: 'operator',
      outcome: 'done',
      at: since,
      subjectType: 'Operator',
      subjectId: those,
      action: { in: overPeople },
    },
    select: { subjectId: true, actorId: true },
  });
  const found = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  const add = (id: string | null, by: string | null) => {
    // A command line or a first set-up is nobody's second account; what people make for themselves is their own.
    if (id && by && uuid.test(by) && by !== id) found.get(id)?.add(by);
  };
  for (const { id, causedBy } of accounts) add(id, causedBy);
  for (const { id, admittedBy } of admitted) add(id, admittedBy);
  for (const { operatorId, causedBy } of factors) add(operatorId, causedBy);
  for (const { subjectId, actorId } of deeds) add(subjectId, actorId);
  return found;
}
