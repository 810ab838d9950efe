import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { trafficOf } from '../keys/traffic-effects.ts';
import { outlookOf } from './rules.ts';

/** What lies ahead of each active key of an application that nobody active answers for. */
export async function orphanedKeys(reader: Reader, applicationId: string, orphanedAt: Date) {
  const keys = await db().apiKey.findMany({
    where: { AND: [{ applicationId, state: 'active' }, scopeOf(reader.access, 'read', 'ApiKey')] },
    select: { id: true, name: true, createdAt: true },
    orderBy: { name: 'asc' },
    take: 100,
  });
  const traffic = await trafficOf(db(), keys, reader.now);
  return keys.flatMap(({ id, name }) => {
    const of = traffic.get(id);
    return of ? [{ id, name, calls: of.calls, outlook: outlookOf(of, orphanedAt, reader.now) }] : [];
  });
}
export type OrphanedKey = Awaited<ReturnType<typeof orphanedKeys>>[number];
