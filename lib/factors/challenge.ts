/** Promise: a challenge is answered once, in time, by its holder, and for the very change that it was made for. */
import { randomBytes } from 'node:crypto';
import {
  type ChallengeHolder,
  type ChallengePurpose,
  rememberChallenge,
  takeChallenge,
} from '../db/ledger.ts';
import { challengeMinutes } from './passkey.ts';
import type { PasskeyReason } from './reasons.ts';

/** What a challenge is for; `binding` is that of the exact change, null for the sensitive changes of the next minutes. */
export interface Asked {
  purpose: ChallengePurpose;
  holder: ChallengeHolder;
  binding: string | null;
}

export const holderOf = (sessionId: string): ChallengeHolder => ({ sessionId, browserDigest: null });

/** A new challenge of 256 random bits, remembered. */
export async function makeChallenge({ purpose, holder, binding }: Asked, now: Date): Promise<string> {
  const challenge = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + challengeMinutes * 60_000);
  await rememberChallenge({ challenge, ...holder, purpose, binding, createdAt: now, expiresAt });
  return challenge;
}

/** Takes it out, whatever follows; null where it was made for exactly this, else what was wrong with it. */
export async function spendChallenge(
  challenge: string,
  { purpose, holder, binding }: Asked,
  now: Date,
): Promise<PasskeyReason | null> {
  const taken = await takeChallenge(challenge, holder);
  if (!taken || taken.purpose !== purpose) return 'challenge';
  if (taken.binding !== binding) return 'other-change';
  return taken.expiresAt <= now ? 'late' : null;
}
