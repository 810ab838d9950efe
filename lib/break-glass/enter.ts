/** Promise: one door for everybody: who begins, joins or comes back is decided after the proof, never told before it. */

import type { Actor } from '../access/actor.ts';
import type { Origin } from '../audit/record.ts';
import { digestOf, newSecret } from '../auth/cookies.ts';
import { db } from '../db/client.ts';
import { execute, type Outcome } from '../execute.ts';
import { log } from '../log.ts';
import { closeLapsed } from './lapse.ts';
import { beginOpening, joinOpening, returnToOpening } from './opening-commands.ts';
import { type Given, type Proof, prove } from './prove.ts';
import { Entering } from './schema.ts';
import { heldOff, wrongTry } from './tries.ts';

export type Answer =
  | { kind: 'in'; secret: string }
  | { kind: 'invalid'; fields: Record<string, string>; message: string }
  | { kind: 'refused'; message: string; reference: string };

export interface Knock {
  /** What the form says: mode and reason. */
  said: unknown;
  given: Given;
  /** The digest of this browser's knock cookie. */
  browserDigest: string;
  origin: Origin;
  now: Date;
}

/** Sits a person down: first, second, or back in their own seat. */
export async function enter({ said, given, browserDigest, origin, now }: Knock): Promise<Answer> {
  const tried = { origin, now, action: 'break_glass.enter' };
  const held = await heldOff(tried);
  if (held) return held;
  const entering = Entering.safeParse(said);
  if (!entering.success) return { kind: 'invalid', ...wordsOf(entering.error.issues) };
  const proof = await prove(given, { browserDigest, binding: null, origin, now, operatorId: null });
  if (!proof.holds) return wrongTry(tried, proof.account, proof.why);
  await closeLapsed(now);
  const secret = newSecret();
  const first = await sitDown(entering.data, proof, digestOf(secret), origin, now);
  // Somebody else began or left between the look and the lock: looked at once more, with what is true now.
  const isRace = first.kind === 'refused' && first.code === 'conflict';
  const outcome = isRace ? await sitDown(entering.data, proof, digestOf(secret), origin, now) : first;
  if (outcome.kind === 'done') return { kind: 'in', secret };
  if (outcome.kind === 'refused')
    return { kind: 'refused', message: outcome.message, reference: outcome.reference };
  throw new Error(`break-glass: ${outcome.kind}`);
}

/** Keeps the seats, as one of the two; what is done from them is another actor's. */
export function doorActor(name: string): Actor {
  return { kind: 'system', id: 'break-glass-door', name: `${name} (break-glass)` };
}

async function sitDown(
  { mode, reason }: Entering,
  { operatorId, name, proof }: Proof & { holds: true },
  digest: string,
  origin: Origin,
  now: Date,
): Promise<Outcome<{ id: string }>> {
  const input = { operatorId, digest, drill: mode === 'drill', reason, proof };
  const there = await db().breakGlassOpening.findFirst({
    where: { closedAt: null },
    select: { id: true, firstId: true, secondId: true },
  });
  const command = !there
    ? beginOpening
    : [there.firstId, there.secondId].includes(operatorId)
      ? returnToOpening
      : joinOpening;
  const options = { origin, now };
  const outcome = there
    ? await execute(command as typeof joinOpening, doorActor(name), { ...input, id: there.id }, options)
    : await execute(beginOpening, doorActor(name), input, options);
  if (outcome.kind === 'done')
    log('break-glass').warn(
      { opening: outcome.result.id, person: operatorId, name, drill: input.drill, command: command.name },
      'break-glass: a person proved themselves',
    );
  return outcome;
}

function wordsOf(issues: { path: PropertyKey[]; message: string }[]) {
  const fields: Record<string, string> = {};
  for (const issue of issues) fields[String(issue.path[0] ?? 'form')] ??= issue.message;
  return { fields, message: 'Correct the marked fields. Nothing was opened.' };
}
