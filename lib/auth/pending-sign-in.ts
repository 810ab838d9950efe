/**
 * Promise: who signed in without proof of a second factor gives one of their own here, or adds their first, and the
 * session that opens the console begins with the same answer that judged it.
 */
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import type { Origin } from '../audit/record.ts';
import type { Command } from '../command.ts';
import { execute, type Outcome } from '../execute.ts';
import { type Given, type Prover, present } from '../factors/present.ts';
import { currentRequest } from '../request.ts';
import { digestOf, newSecret, readSessionCookie } from './cookies.ts';
import { signInActor } from './entrance.ts';
import { findPending } from './pending.ts';
import { completeSession } from './pending-commands.ts';

/** Somebody whose second factor is awaited: known to these functions alone, and to no page of the console. */
export interface Pending extends Prover {
  operator: { id: string; name: string; email: string };
  origin: Origin;
  now: Date;
}

/** The pending person behind a session cookie, or null. */
export async function pendingBehind(cookie: string | undefined, now = new Date()): Promise<Pending | null> {
  const secret = readSessionCookie(cookie);
  const session = secret && (await findPending(secret, now));
  if (!session) return null;
  const { id: sessionId, operator, connection } = session;
  const { address, userAgent } = currentRequest();
  const origin = { channel: 'console' as const, address, userAgent };
  return { operator, operatorId: operator.id, sessionId, connection, origin, now };
}

export type Completed =
  /** The secret of the new cookie. */
  | { kind: 'completed'; secret: string }
  /** Nothing is open: what to say. */
  | { kind: 'over'; message: string; reference: string };

/** Takes the factor that was given; null where none was, and a sentence where it did not hold. */
export async function proveAndComplete(
  pending: Pending,
  given: Given,
): Promise<Completed | { kind: 'refused'; message: string | null }> {
  const { origin, now } = pending;
  const presented = await present(pending, given, { binding: null, origin, now });
  if (presented.kind === 'proven') return complete(pending);
  return { kind: 'refused', message: presented.kind === 'refused' ? presented.message : null };
}

/** Adds the first factor, which shows at once that it works. */
export async function enrolAndComplete<I extends z.ZodType>(
  command: Command<I, { id: string }>,
  pending: Pending,
  input: unknown,
  nonce: string | null,
): Promise<Completed | Exclude<Outcome<object>, { kind: 'done' }>> {
  const { operator, sessionId, origin, now } = pending;
  const actor: Actor = {
    kind: 'operator',
    id: operator.id,
    name: operator.name,
    sessionId,
    // Nothing was proven yet, so nothing sensitive passes in this name.
    proofAt: new Date(0),
    proofContext: '',
  };
  const outcome = await execute(command, actor, input, { origin, nonce, now });
  return outcome.kind === 'done' ? complete(pending) : outcome;
}

async function complete({ sessionId: id, origin, now }: Pending): Promise<Completed> {
  const secret = newSecret();
  const input = { id, digest: digestOf(secret) };
  const outcome = await execute(completeSession, signInActor, input, { origin, now });
  if (outcome.kind === 'done') return { kind: 'completed', secret };
  const { message, reference } = outcome.kind === 'refused' ? outcome : nothingOpened;
  return { kind: 'over', message, reference };
}

const nothingOpened = { message: 'This sign-in is over. Sign in again.', reference: '' };
