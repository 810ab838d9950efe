/** What break-glass is held to: who sits where, how long, and what a proof is of. Pure. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../factors/proof.ts';

/** How long the first person waits for the second one. */
export const waitMinutes = 10;
/** How long it stays open; the database holds the same figure. */
export const openMinutes = 60;
/** After so many days without a drill Overview says so. */
export const drillDays = 90;
/** Codes on a printed sheet: one opens, one carries each effect, and a drill uses some up. */
export const codesOnSheet = 12;
/** With fewer left, an emergency could end for want of a code: to open, to propose, to confirm, once more. */
/** Passkeys that the door finds: it names none, so that nobody learns who is named (WebAuthn 14.6.2). */
export const foundAtTheDoor = { kind: 'passkey', discoverable: true, endedAt: null } as const;
export const fewestCodes = 4;

/** What a person gave, as the rows of an opening and the trail keep it. */
export interface PersonProof {
  kind: 'passkey' | 'sealed_code';
  factorId: string;
  /** The factor's name. */
  context: string;
  /** ISO 8601. */
  at: string;
  address: string;
  userAgent: string;
  /** A passkey's signature counter; null where it does not count. */
  counter: number | null;
  /** Of an effect: the digest that it is of. */
  binding: string | null;
}

export interface OpeningState {
  firstId: string;
  secondId: string | null;
  openedAt: Date | null;
  endsAt: Date;
  closedAt: Date | null;
}

export type Phase = 'waiting' | 'open' | 'over';

/** By the clock as well as by the row: it is over at its minute, whether or not a worker runs. */
export function phaseOf(opening: OpeningState, now: Date): Phase {
  if (opening.closedAt || opening.endsAt <= now) return 'over';
  return opening.openedAt ? 'open' : 'waiting';
}

/** sha256, hex: what both people's proofs are of. Of this opening alone, so that a proof of a drill carries nothing real. */
export function effectBinding(effect: { openingId: string; command: string; input: unknown }): string {
  return createHash('sha256')
    .update(`break-glass effect\n${canonicalJson(effect)}`)
    .digest('hex');
}

/** How a proof is said: in the trail, and beside a name. */
export function proofWords(proof: Pick<PersonProof, 'kind' | 'context'>): string {
  return proof.kind === 'passkey' ? `passkey “${proof.context}”` : `sealed code ${proof.context}`;
}
