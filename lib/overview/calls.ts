import { mayOn, type Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db, type Prisma } from '../db/client.ts';
import { mayReadTraffic } from '../keys/rules.ts';

/** Calls since midnight UTC in slots of 15 minutes, with the day's figures, of the keys whose traffic they may read. */
export async function callsToday(reader: Reader) {
  const midnight = new Date(reader.now);
  midnight.setUTCHours(0, 0, 0, 0);
  const readable = { AND: [{ environmentId: reader.environment }, scopeOf(reader.access, 'read', 'ApiKey')] };
  const today = { minuteAt: { gte: midnight } };
  // From the callers to their keys: a day's callers are few beside all keys that may be read.
  const called = await db().callCounter.findMany({
    where: today,
    distinct: ['keyId'],
    select: { keyId: true },
  });
  const mine = await db().apiKey.findMany({
    where: { AND: [readable, { id: { in: called.map((c) => c.keyId) } }] },
    select: { id: true, environmentId: true, applicationId: true },
  });
  const keyId = {
    in: mine.filter((key) => mayReadTraffic(reader.access, key)).map((key) => key.id),
  };
  const rows = await db().callCounter.groupBy({
    by: ['minuteAt'],
    where: { ...today, keyId },
    _sum: { allowed: true, denied: true },
  });
  const used = await db().callCounter.groupBy({
    by: ['keyId'],
    where: { ...today, keyId, allowed: { gt: 0 } },
  });
  const slots = Array.from({ length: 96 }, (_, i) => ({
    at: new Date(midnight.getTime() + i * 900_000),
    allowed: 0,
    denied: 0,
  }));
  for (const row of rows) {
    const slot = slots[Math.floor((row.minuteAt.getTime() - midnight.getTime()) / 900_000)];
    if (!slot) continue;
    slot.allowed += row._sum.allowed ?? 0;
    slot.denied += row._sum.denied ?? 0;
  }
  for (const { slot, count } of await deniedWithoutKey(reader, midnight)) {
    const known = slots[slot];
    if (known) known.denied += count;
  }
  const sum = (field: 'allowed' | 'denied') => slots.reduce((total, slot) => total + slot[field], 0);
  return {
    slots,
    allowed: sum('allowed'),
    denied: sum('denied'),
    keysInUse: used.length,
    keysActive: await countActive(reader, readable),
    nowSlot: Math.floor((reader.now.getTime() - midnight.getTime()) / 900_000),
  };
}

/** Keys that could call; by application, of which there are few beside its keys. */
async function countActive(
  { access, environment, now }: Reader,
  readable: Prisma.ApiKeyWhereInput,
): Promise<number> {
  const active = await db().apiKey.groupBy({
    by: ['applicationId'],
    where: { AND: [readable, { state: 'active', expiresAt: { gt: now } }] },
    _count: true,
  });
  return active
    .filter(({ applicationId }) =>
      mayReadTraffic(access, { id: '', environmentId: environment, applicationId }),
    )
    .reduce((sum, { _count }) => sum + _count, 0);
}

/** Refusals that no key counts: no token, no token of ours, an unknown one. For those who may read such decisions. */
async function deniedWithoutKey(reader: Reader, midnight: Date): Promise<{ slot: number; count: number }[]> {
  if (!mayOn(reader.access, 'read', 'Decision', { keyId: null, environmentId: null })) return [];
  return db().$queryRaw`
    SELECT floor(extract(epoch FROM at - ${midnight}) / 900)::int AS slot, sum(count)::int AS count
    FROM decision WHERE key_id IS NULL AND at >= ${midnight} GROUP BY 1`;
}
