/** Promise: a secret opens a session only while session, operator and connection are all in force; expired is the same as unknown. */
import { db, type Prisma } from '../db/client.ts';
import { noteSeen } from '../db/ledger.ts';
import { env } from '../env.ts';
import { digestOf } from './cookies.ts';
import { type Move, moveOf, type Place } from './place.ts';

const seenEverySeconds = 20;

/** Of sessions: neither ended, run out nor idle for too long, and past their second factor. */
export function openAt(now: Date): Prisma.SessionWhereInput {
  const idleSince = new Date(now.getTime() - env().sessionIdleMinutes * 60_000);
  return { pending: false, endedAt: null, endsAt: { gt: now }, activity: { lastSeenAt: { gt: idleSince } } };
}

/** Where a session was signed in, and where it gave a second factor since: the latest of each place. */
export const placeOfSession = {
  address: true,
  userAgent: true,
  proofs: {
    select: { at: true, context: true, address: true, userAgent: true },
    distinct: ['address', 'userAgent'],
    orderBy: { at: 'desc' },
  },
} satisfies Prisma.SessionSelect;

/** Null where the session was signed in, and where it gave a second factor since, wherever the sign-in was. */
export function movedFrom(session: Place & { proofs: Place[] }, here: Place): Move | null {
  return session.proofs.some((proof) => moveOf(proof, here) === null) ? null : moveOf(session, here);
}

/** The session behind a cookie's secret, noted as seen; null when there is none in force. */
export async function findSession(secret: string, now: Date) {
  const session = await db().session.findFirst({
    where: {
      ...openAt(now),
      digest: digestOf(secret),
      operator: { state: 'active' },
      connection: { enabled: true },
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
      ...placeOfSession,
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
