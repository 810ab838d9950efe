import { db } from '../db/client.ts';
import { trafficOf } from '../keys/traffic-effects.ts';
import { daysUntilSuspension, outlookOf, quietDays, remindEveryDays } from './rules.ts';

const day = 86_400_000;

/** Orphaned applications of which the owners have not heard for a week. */
export async function remindersDue(now: Date, take = 100): Promise<string[]> {
  const weekAgo = new Date(now.getTime() - remindEveryDays * day);
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT a.id FROM application a
    WHERE a.orphaned_at <= ${weekAgo} AND NOT EXISTS (
      SELECT 1 FROM audit_event e
      WHERE e.subject_type = 'Application' AND e.subject_id = a.id::text AND e.action = 'application.remind_orphaned'
        AND e.outcome = 'done' AND e.at > ${weekAgo} AND e.at > a.orphaned_at)
    ORDER BY a.orphaned_at LIMIT ${take}`;
  return rows.map((row) => row.id);
}

/**
 * Active keys that nobody answers for and nothing uses. None while no gate reports: what is not counted is not known to
 * be without calls, and a key that serves somebody must not end by our blindness.
 */
export async function orphanedKeysDue(now: Date, take = 100, page = 500): Promise<string[]> {
  const recently = new Date(now.getTime() - day);
  if ((await db().gateHeartbeat.count({ where: { seenAt: { gt: recently } } })) === 0) return [];
  const due: string[] = [];
  // Page by page: those in use are never suspended, and however many they are, they must not hide the others.
  for (let after: string | undefined; ; ) {
    const keys = await quietCandidates(now, page, after);
    const use = await trafficOf(db(), keys, now);
    for (const { id, application } of keys) {
      const of = use.get(id);
      if (of && application.orphanedAt && outlookOf(of, application.orphanedAt, now).kind === 'due')
        due.push(id);
    }
    after = keys.at(-1)?.id;
    if (due.length >= take || keys.length < page) return due.slice(0, take);
  }
}

/** Active keys of long orphaned applications, in the order in which they were made. */
function quietCandidates(now: Date, take: number, after?: string) {
  const before = new Date(now.getTime() - daysUntilSuspension * day);
  const quietSince = new Date(now.getTime() - quietDays * day);
  return db().apiKey.findMany({
    where: {
      state: 'active',
      createdAt: { lte: quietSince },
      application: { orphanedAt: { lte: before } },
      ...(after && { id: { gt: after } }),
    },
    select: { id: true, createdAt: true, application: { select: { orphanedAt: true } } },
    orderBy: { id: 'asc' },
    take,
  });
}
