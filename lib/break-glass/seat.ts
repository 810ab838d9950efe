/** Promise: break-glass has a cookie of its own that opens nothing else, and is over for a browser the moment it is over for its person. */
import { digestOf } from '../auth/cookies.ts';
import { db } from '../db/client.ts';
import { openMinutes, type Phase, phaseOf, waitMinutes } from './rules.ts';

/** Host-bound, and Strict: no other site has a reason to lead into it (RFC 6265bis 4.1.3.2, 5.5.7.1). */
export const seatCookie = '__Host-gatehouse-bg';
/** What binds a passkey's challenge to this browser before anybody sits. */
export const knockCookie = '__Host-gatehouse-bg-knock';

/** How a cookie of break-glass is set, for Next's jar. */
export function cookieOptions(minutes = waitMinutes + openMinutes) {
  return { httpOnly: true, secure: true, sameSite: 'strict', path: '/', maxAge: minutes * 60 } as const;
}

export interface Seat {
  openingId: string;
  phase: Exclude<Phase, 'over'>;
  drill: boolean;
  reason: string;
  endsAt: Date;
  openedAt: Date | null;
  firstAt: Date;
  me: { id: string; name: string };
  other: { id: string; name: string } | null;
  secondReason: string | null;
  /** Of the cookie: what a challenge is bound to. */
  browserDigest: string;
}

/** The seat behind a cookie's secret; null when it is over, or its person disabled or no longer named. */
export async function findSeat(secret: string | undefined, now: Date): Promise<Seat | null> {
  if (!secret || !/^[A-Za-z0-9_-]{43}$/.test(secret)) return null;
  const digest = digestOf(secret);
  const opening = await db().breakGlassOpening.findFirst({
    where: { OR: [{ firstDigest: digest }, { secondDigest: digest }], closedAt: null },
  });
  if (!opening) return null;
  const phase = phaseOf(opening, now);
  if (phase === 'over') return null;
  const first = { id: opening.firstId, name: opening.firstName };
  const second = opening.secondId ? { id: opening.secondId, name: opening.secondName ?? '' } : null;
  const isFirst = opening.firstDigest === digest;
  const me = isFirst ? first : second;
  if (!me) return null;
  const named = await db().breakGlassPerson.count({
    where: { operatorId: me.id, operator: { state: 'active' } },
  });
  if (named === 0) return null;
  const { id: openingId, drill, reason, endsAt, openedAt, firstAt, secondReason } = opening;
  return {
    ...{ openingId, phase, drill, reason, endsAt, openedAt, firstAt, secondReason },
    me,
    other: isFirst ? second : first,
    browserDigest: digest,
  };
}
