import type { Database, Tx } from '../db/client.ts';

export interface KeyUse {
  /** The last call that passed, if any was counted. */
  lastCallAt: Date | null;
  /** Calls that passed in the last seven days. */
  calls: number;
  /** Made, rotated, resumed or edited last: until somebody calls with it, that is its only sign of life. */
  touchedAt: Date;
}

const day = 86_400_000;

/**
 * Signs of life of these keys, by id. Refused calls count for nothing: whoever holds a stolen token, or a list that
 * shuts everybody out, would keep a key alive that serves nobody.
 */
export async function trafficOf(
  tx: Pick<Tx | Database, 'callCounter' | 'auditEvent'>,
  keys: readonly { id: string; createdAt: Date }[],
  now: Date,
): Promise<Map<string, KeyUse>> {
  const ids = keys.map(({ id }) => id);
  const passed = { keyId: { in: ids }, allowed: { gt: 0 } };
  const [last, week, events] = await Promise.all([
    tx.callCounter.groupBy({ by: ['keyId'], where: passed, _max: { lastCallAt: true } }),
    tx.callCounter.groupBy({
      by: ['keyId'],
      where: { ...passed, minuteAt: { gt: new Date(now.getTime() - 7 * day) } },
      _sum: { allowed: true },
    }),
    tx.auditEvent.groupBy({
      by: ['subjectId'],
      where: {
        subjectType: 'ApiKey',
        subjectId: { in: ids },
        outcome: 'done',
        action: { in: ['key.rotate', 'key.resume', 'key.edit', 'key.edit_allow_list'] },
      },
      _max: { at: true },
    }),
  ]);
  return new Map(
    keys.map(({ id, createdAt }) => {
      const lastCallAt = last.find((one) => one.keyId === id)?._max.lastCallAt ?? null;
      const calls = week.find((one) => one.keyId === id)?._sum.allowed ?? 0;
      const touched = events.find((one) => one.subjectId === id)?._max.at ?? createdAt;
      return [id, { lastCallAt, calls, touchedAt: touched > createdAt ? touched : createdAt }];
    }),
  );
}
