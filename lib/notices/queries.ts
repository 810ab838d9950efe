import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';

/** What account owners have not signed off: the newest, and how many; null for whoever may not read notices, or when there is none. */
export async function openNotices({ access }: Reader) {
  if (!access.can('read', 'Notice')) return null;
  const where = { AND: [{ signedOffAt: null }, scopeOf(access, 'read', 'Notice')] };
  const [count, newest] = await Promise.all([
    db().notice.count({ where }),
    db().notice.findFirst({
      where,
      select: { id: true, text: true, actorName: true, createdAt: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    }),
  ]);
  return newest && { ...newest, count };
}
export type OpenNotices = NonNullable<Awaited<ReturnType<typeof openNotices>>>;
