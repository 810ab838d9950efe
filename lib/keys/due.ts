import { db } from '../db/client.ts';

/** Keys that still say active or suspended although their date has passed; the oldest first, a batch at a time. */
export async function keysPastExpiry(now: Date, take = 100): Promise<string[]> {
  const rows = await db().apiKey.findMany({
    where: { state: { in: ['active', 'suspended'] }, expiresAt: { lte: now } },
    orderBy: { expiresAt: 'asc' },
    take,
    select: { id: true },
  });
  return rows.map((r) => r.id);
}

/** Keys whose old token has outlived its overlap. A revoked key keeps both tokens, so that it stays told apart from noise. */
export async function keysPastOverlap(now: Date, take = 100): Promise<string[]> {
  const rows = await db().apiKey.findMany({
    where: { state: { not: 'revoked' }, tokens: { some: { state: 'deprecated', endsAt: { lte: now } } } },
    take,
    select: { id: true },
  });
  return rows.map((r) => r.id);
}
