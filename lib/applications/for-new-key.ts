import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';

/** Applications in which the reader may create a key: what the form offers. */
export async function applicationsForNewKey(reader: Reader) {
  const applications = await db().application.findMany({
    where: { AND: [{ environmentId: reader.environment }, scopeOf(reader.access, 'read', 'Application')] },
    select: {
      id: true,
      name: true,
      environmentId: true,
      owner: { select: { name: true } },
      deputy: { select: { name: true } },
      allowList: { select: { mode: true, _count: { select: { entries: true } } } },
    },
    orderBy: { name: 'asc' },
    take: 500,
  });
  return applications.map(({ owner, deputy, allowList, ...a }) => ({
    ...a,
    owner: owner.name,
    deputy: deputy?.name ?? null,
    entries: allowList?._count.entries ?? 0,
  }));
}
