import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { mayReadTraffic } from './rules.ts';

/**
 * Calls per token and 30 minutes over the last 24 h, and who called last with each token; null for whoever sees the key
 * and not its traffic.
 */
export async function readKeyTraffic(reader: Reader, id: string) {
  const allowed = await db().apiKey.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'ApiKey')] },
    select: { id: true, environmentId: true, applicationId: true },
  });
  if (!allowed) throw notFound('This key');
  if (!mayReadTraffic(reader.access, allowed)) return null;
  const since = new Date(reader.now.getTime() - 86_400_000);
  const counters = await db().callCounter.findMany({
    where: { keyId: id, minuteAt: { gte: since } },
    orderBy: { minuteAt: 'asc' },
  });
  const slots = Array.from({ length: 48 }, (_, i) => ({
    at: new Date(since.getTime() + i * 1_800_000),
    allowed: 0,
    denied: 0,
  }));
  const tokens = new Map<string, { calls24h: number; lastCallAt: Date; lastAddress: string }>();
  for (const c of counters) {
    const slot = slots[Math.min(47, Math.floor((c.minuteAt.getTime() - since.getTime()) / 1_800_000))];
    if (slot) {
      slot.allowed += c.allowed;
      slot.denied += c.denied;
    }
    const known = tokens.get(c.tokenId);
    const latest = !known || known.lastCallAt < c.lastCallAt ? c : known;
    tokens.set(c.tokenId, {
      calls24h: (known?.calls24h ?? 0) + c.allowed,
      lastCallAt: latest.lastCallAt,
      lastAddress: latest.lastAddress,
    });
  }
  return { slots, tokens: Object.fromEntries(tokens) };
}
