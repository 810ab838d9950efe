/**
 * Promise: between a sign-in that proved no second factor and the factor itself there is a session that opens one
 * page and nothing else, for ten minutes.
 */
import { db } from '../db/client.ts';
import { digestOf } from './cookies.ts';

export const pendingMinutes = 10;

/** Of sessions: those whose second factor is still awaited. The rest of the house asks `openAt`, which never meets them. */
export function pendingAt(now: Date) {
  const since = new Date(now.getTime() - pendingMinutes * 60_000);
  return { pending: true, endedAt: null, startedAt: { gt: since }, endsAt: { gt: now } };
}

/** The pending session behind a cookie's secret; null where there is none in force. */
export function findPending(secret: string, now: Date) {
  return db().session.findFirst({
    where: {
      ...pendingAt(now),
      digest: digestOf(secret),
      operator: { state: 'active' },
      connection: { enabled: true },
    },
    select: {
      id: true,
      authnAt: true,
      startedAt: true,
      operator: { select: { id: true, name: true, email: true } },
      connection: { select: { id: true, slug: true, name: true } },
    },
  });
}
