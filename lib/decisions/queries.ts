import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { parseReference } from '../reference.ts';

const noSuch = () =>
  new Refusal(
    'not_found',
    'There is no such reference, or you may not read it. Check the number; a refusal is stored within a second.',
  );

/** The stored decision behind a reference as a caller read it out. "No such reference" is also the answer for what is not yours. */
export async function readDecision(reader: Reader, typed: string) {
  const reference = parseReference(typed);
  if (!reference)
    throw new Refusal('invalid', 'A reference looks like GH-7K2M-94QX-W3TB-27HN.', {
      reference: 'A reference looks like GH-7K2M-94QX-W3TB-27HN.',
    });
  const decision = await db().decision.findFirst({
    where: { AND: [{ reference }, scopeOf(reader.access, 'read', 'Decision')] },
  });
  if (!decision) throw noSuch();
  const alike = await db().decision.aggregate({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'Decision'),
        {
          reason: decision.reason,
          sourceAddress: decision.sourceAddress,
          keyId: decision.keyId,
          at: { gte: new Date(reader.now.getTime() - 86_400_000) },
        },
      ],
    },
    _sum: { count: true },
  });
  return { ...decision, alike24h: alike._sum.count ?? decision.count };
}
export type DecisionPage = Awaited<ReturnType<typeof readDecision>>;

/** The newest refusals that the reader may read. */
export function listDecisions(reader: Reader, take = 50) {
  return db().decision.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'Decision'),
        { OR: [{ environmentId: reader.environment }, { environmentId: null }] },
      ],
    },
    orderBy: { at: 'desc' },
    take,
    select: {
      reference: true,
      at: true,
      reason: true,
      keyId: true,
      sourceAddress: true,
      count: true,
      facts: true,
    },
  });
}

/** Refusals since midnight UTC by reason, most frequent first. */
export async function countReasons(reader: Reader) {
  const midnight = new Date(reader.now);
  midnight.setUTCHours(0, 0, 0, 0);
  const rows = await db().decision.groupBy({
    by: ['reason'],
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'Decision'),
        { at: { gte: midnight } },
        { OR: [{ environmentId: reader.environment }, { environmentId: null }] },
      ],
    },
    _sum: { count: true },
  });
  return rows.map((r) => ({ reason: r.reason, count: r._sum.count ?? 0 })).sort((a, b) => b.count - a.count);
}
