/** Promise: no sensitive or critical change of a person's is made without the proof that it asks for. */
import type { Sensitivity } from '../audit/record.ts';
import type { Context } from '../command.ts';
import { env } from '../env.ts';
import { Refusal } from '../errors.ts';
import { bindingOf, type ProofNote, recentProof, takeProof } from './proof.ts';

/** Thrown inside the corridor only: the outcome that asks a person for their second factor. */
export class NeedsFactor extends Error {
  /** Of the exact change where it is critical; null where any proof of this session does. */
  readonly binding: string | null;
  constructor(message: string, binding: string | null) {
    super(message);
    this.binding = binding;
  }
}

/** What whoever carries a session may do without its second factor: take it, or all of that person's, away. */
const leaving = ['session.end_own', 'session.end_all_own'];

// Proofs are asked of people only: a command line, a job or a sign-in has no second factor to give.
export async function requireProof(
  { tx, actor, now, origin }: Context,
  sensitivity: Sensitivity,
  change: { command: string; input: unknown; subject: unknown; approval?: string | undefined },
  /** Of a command that records another one: the proof is of that. */
  given?: string,
): Promise<ProofNote | null> {
  // Its scopes name what is sensitive; what is critical waits for people, and a token can prove nobody.
  if (actor.kind === 'service' && sensitivity === 'critical')
    throw new Refusal('forbidden', 'A service account cannot make critical changes: ask a person.');
  if (actor.kind !== 'operator') return null;
  // A session that turned up elsewhere may be a stolen one: nothing is routine in its hands.
  const isAsked = sensitivity !== 'routine' || (actor.moved && !leaving.includes(change.command));
  if (!isAsked) return null;
  const place = { address: origin.address ?? 'unknown', userAgent: origin.userAgent ?? '' };
  const by = { operatorId: actor.id, sessionId: actor.sessionId };
  if (sensitivity === 'critical') {
    const binding = given ?? bindingOf({ ...change, ...by });
    const proof = await takeProof(tx, { ...by, binding, now, place });
    if (proof) return proof;
    throw new NeedsFactor('This change is critical: it asks for a second factor of its own.', binding);
  }
  const since = new Date(now.getTime() - env().proofMinutes * 60_000);
  const { proofAt: at, proofContext: context, sessionId } = actor;
  if (at >= since) return { kind: 'sign-in', at, context, sessionId };
  const proof = await recentProof(tx, sessionId, since, place);
  if (proof) return proof;
  throw new NeedsFactor(staleWords(at), null);
}

function staleWords(proofAt: Date): string {
  const minutes = env().proofMinutes;
  // A session that moved brings the epoch: its proof was given elsewhere (lib/auth/place.ts).
  return proofAt.getTime() === 0
    ? 'This session came from another network or browser, so its second factor does not count here.'
    : `Your last second factor is older than ${minutes === 1 ? '1 minute' : `${minutes} minutes`}.`;
}
