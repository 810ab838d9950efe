import type { Database, Tx } from '../db/client.ts';

export interface KeyUse {
  /** The last call that passed, if any was counted; of a service account, its last use of the management API. */
  lastCallAt: Date | null;
  /** Calls that passed in the last seven days. */
  calls: number;
  /**
   * Made, rotated, resumed or edited last: until somebody calls with it, that is its only sign of life. Never before
   * gates began to report without a gap: of the days before it is not known that nobody called.
   */
  touchedAt: Date;
}

const day = 86_400_000;
const touching = [
  'key.rotate',
  'key.resume',
  'key.edit',
  'key.edit_allow_list',
  'service_account.rotate',
  'service_account.edit',
];

/**
 * Signs of life of these keys, by id. Refused calls count for nothing: whoever holds a stolen token, or a list that
 * shuts everybody out, would keep a key alive that serves nobody.
 */
export async function trafficOf(
  tx: Pick<Tx | Database, 'callCounter' | 'auditEvent' | 'credentialUse' | 'gateWatch' | '$queryRaw'>,
  keys: readonly { id: string; createdAt: Date }[],
  now: Date,
): Promise<Map<string, KeyUse>> {
  const ids = keys.map(({ id }) => id);
  const [last, week, uses, watch, events] = await Promise.all([
    lastCallsOf(tx, ids, { passed: true }),
    tx.callCounter.groupBy({
      by: ['keyId'],
      where: { keyId: { in: ids }, allowed: { gt: 0 }, minuteAt: { gt: new Date(now.getTime() - 7 * day) } },
      _sum: { allowed: true },
    }),
    tx.credentialUse.findMany({ where: { credentialId: { in: ids } } }),
    tx.gateWatch.findFirst({ select: { since: true } }),
    tx.auditEvent.groupBy({
      by: ['subjectId'],
      where: {
        subjectType: 'ApiKey',
        subjectId: { in: ids },
        outcome: 'done',
        action: { in: touching },
      },
      _max: { at: true },
    }),
  ]);
  return new Map(
    keys.map(({ id, createdAt }) => {
      const called = last.get(id) ?? null;
      const used = uses.find((one) => one.credentialId === id)?.lastUsedAt ?? null;
      const lastCallAt = called && used && called > used ? called : (used ?? called);
      const calls = week.find((one) => one.keyId === id)?._sum.allowed ?? 0;
      const touched = events.find((one) => one.subjectId === id)?._max.at ?? createdAt;
      const signs = [createdAt, touched, watch?.since ?? now];
      return [id, { lastCallAt, calls, touchedAt: new Date(Math.max(...signs.map(Number))) }];
    }),
  );
}

/**
 * The last call of each of these keys, or the last minute's with a call that passed, by id. Looked up from the newest
 * minute back, so that a key that is called all the time costs as little as one that was called once.
 */
export async function lastCallsOf(
  tx: Pick<Tx | Database, '$queryRaw'>,
  ids: readonly string[],
  { passed }: { passed: boolean },
): Promise<Map<string, Date>> {
  const rows = await tx.$queryRaw<{ id: string; at: Date }[]>`
    SELECT k.id::text AS id, c.last_call_at AS at FROM unnest(${ids}::uuid[]) AS k(id)
    CROSS JOIN LATERAL (
      SELECT last_call_at FROM call_counter WHERE key_id = k.id AND allowed >= ${passed ? 1 : 0}
      ORDER BY minute_at DESC, last_call_at DESC LIMIT 1) c`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}
