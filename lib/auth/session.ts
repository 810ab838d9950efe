/** Promise: a secret opens a session only while session, operator and connection are all in force; expired is the same as unknown. */
import { db } from '../db/client.ts';
import { noteSeen } from '../db/ledger.ts';
import { env } from '../env.ts';
import { digestOf } from './cookies.ts';

const seenEverySeconds = 20;

/** The session behind a cookie's secret, noted as seen; null when there is none in force. */
export async function findSession(secret: string, now: Date) {
  const idleSince = new Date(now.getTime() - env().sessionIdleMinutes * 60_000);
  const session = await db().session.findFirst({
    where: {
      digest: digestOf(secret),
      endedAt: null,
      endsAt: { gt: now },
      operator: { state: 'active' },
      connection: { enabled: true },
      activity: { lastSeenAt: { gt: idleSince } },
    },
    select: {
      id: true,
      nameId: true,
      nameIdFormat: true,
      sessionIndex: true,
      authnContext: true,
      proofAt: true,
      startedAt: true,
      endsAt: true,
      operator: { select: { id: true, name: true, email: true } },
      connection: { select: { id: true, slug: true, name: true } },
      activity: { select: { lastSeenAt: true } },
    },
  });
  if (!session?.activity) return null;
  const { activity, ...found } = session;
  // A write for each request would make every page of every operator a write.
  if (now.getTime() - activity.lastSeenAt.getTime() >= seenEverySeconds * 1000)
    await noteSeen(db(), found.id, now);
  return found;
}

export type FoundSession = NonNullable<Awaited<ReturnType<typeof findSession>>>;
