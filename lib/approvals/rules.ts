/** What is decided of a request by its words and the clock alone. Pure. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../factors/proof.ts';
import type { RequestState } from './schema.ts';

/** How long a request waits for others, and how long an approval waits to be used. */
export const waitDays = 7;
export const useHours = 24;
/** Whoever got a right, a factor or an identity through the requester within these days approves nothing of theirs. */
export const causedDays = 7;
/** Where no rule says otherwise. */
export const defaultApprovals = 1;

const hour = 3_600_000;
export const waitsUntil = (from: Date) => new Date(from.getTime() + waitDays * 24 * hour);
export const usableUntil = (from: Date) => new Date(from.getTime() + useHours * hour);
export const causedSince = (now: Date) => new Date(now.getTime() - causedDays * 24 * hour);

/** sha256, hex, of what others agree to: the command, its input, and the subject as it stands or would be. */
export function digestOf(change: { command: string; input: unknown; subject: unknown }): string {
  const { command, input, subject } = change;
  return createHash('sha256').update(canonicalJson({ command, input, subject })).digest('hex');
}

/** One person known to two providers, or twice to one, is one person. */
export const personKey = (email: string) => email.trim().toLowerCase();

interface Timed {
  state: string;
  expiresAt: Date;
}

/** What it is at `now`: the worker says so in the row a moment later. */
export function stateAt({ state, expiresAt }: Timed, now: Date): RequestState {
  const open = state === 'waiting' || state === 'approved';
  return open && expiresAt <= now ? 'expired' : (state as RequestState);
}

export const isOpen = (request: Timed, now: Date) => ['waiting', 'approved'].includes(stateAt(request, now));

/** Why nothing can be done with it any more; null while it is open. */
export function closedWords(request: Timed & { closedReason: string | null }, now: Date): string | null {
  switch (stateAt(request, now)) {
    case 'declined':
      return 'This request was declined. Ask for it once more if it is still wanted.';
    case 'withdrawn':
      return 'This request was withdrawn.';
    case 'expired':
      return request.state === 'approved' || request.closedReason === 'unused'
        ? `This approval was not used within ${useHours} hours, so it has expired. Ask for it once more.`
        : `Nobody decided this request within ${waitDays} days, so it has expired. Ask for it once more.`;
    case 'executed':
      return 'This request was executed already, once.';
    case 'stale':
      return `What was asked for has changed since, so its approval no longer counts. Ask for it once more.`;
    default:
      return null;
  }
}

/** "1 other person", "2 other people". */
export const others = (count: number) => (count === 1 ? '1 other person' : `${count} other people`);
