/** What is decided of a request for a role by its words and the clock alone. Pure. */
import type { RoleRequestState } from './schema.ts';

export const waitDays = 3;
/** So many may one person have open. */
export const mostOpen = 5;
/** What was declined is not asked for again by a mapping within these days. */
export const quietDays = 30;

/** A directory asks once, and takes no answer for a yes: what it wants waits until somebody has seen it. */
export const directoryWaitDays = 30;

const day = 86_400_000;
export const waitsUntil = (from: Date, days = waitDays) => new Date(from.getTime() + days * day);
export const quietSince = (now: Date) => new Date(now.getTime() - quietDays * day);

/** What it is at `now`: the worker says so in the row a moment later. */
export function stateAt(
  { state, expiresAt }: { state: string; expiresAt: Date },
  now: Date,
): RoleRequestState {
  return state === 'waiting' && expiresAt <= now ? 'expired' : (state as RoleRequestState);
}

/** "30 minutes", "4 hours", "2 days". */
export function spanWords(minutes: number): string {
  const [count, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
