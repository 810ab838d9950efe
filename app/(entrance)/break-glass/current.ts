import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { Origin } from '#lib/audit/record.ts';
import { digestOf, newSecret } from '#lib/auth/cookies.ts';
import type { By } from '#lib/break-glass/act.ts';
import { waitMinutes } from '#lib/break-glass/rules.ts';
import { cookieOptions, findSeat, knockCookie, seatCookie } from '#lib/break-glass/seat.ts';
import { paths } from '#lib/paths.ts';
import { currentRequest } from '#lib/request.ts';

/** Who sits at this browser, once per request. A console session counts for nothing here, nor this one there. */
export const currentSeat = cache(async () => {
  const now = new Date();
  const secret = (await cookies()).get(seatCookie)?.value;
  return { seat: await findSeat(secret, now), hadSeat: secret !== undefined, now };
});

export function originHere(): Origin {
  const { address, userAgent } = currentRequest();
  return { channel: 'console', address, userAgent };
}

/** The seat, or the door. */
export async function requireSeat(): Promise<By> {
  const { seat, now } = await currentSeat();
  if (!seat) redirect(paths.breakGlass);
  return { seat, origin: originHere(), now };
}

/** The seat of an open break-glass; while one person waits, there is nothing to do but wait. */
export async function requireOpenSeat(): Promise<By> {
  const by = await requireSeat();
  if (by.seat.phase !== 'open') redirect(paths.breakGlass);
  return by;
}

/** What binds a challenge to this browser before anybody sits. Only an action may make it. */
export async function knockDigest(): Promise<string> {
  const jar = await cookies();
  const known = jar.get(knockCookie)?.value;
  if (known) return digestOf(known);
  const secret = newSecret();
  jar.set(knockCookie, secret, cookieOptions(waitMinutes));
  return digestOf(secret);
}
