/** Promise: guesses are counted before they are looked at, over all processes, and each refused one stands in the trail. */
import { type Origin, recordEvent } from '../audit/record.ts';
import { db, transaction } from '../db/client.ts';
import { countHit, hitsOf } from '../db/ledger.ts';
import { env } from '../env.ts';
import { newReference } from '../reference.ts';
import { inTrail, type Reason } from './reasons.ts';

export interface Trier {
  operatorId: string;
  sessionId: string;
}

const hourOf = (now: Date) => new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
const hourKey = (operatorId: string) => `factor-hour:${operatorId}`;

/**
 * Counts a try with a code. A guesser has the minutes of one session, of twice that over all sessions of a person,
 * and an hour's worth of wrong codes: of a million codes, three at a time are right.
 */
export async function mayTry(
  { operatorId, sessionId }: Trier,
  now: Date,
): Promise<{ may: boolean; first: boolean }> {
  const perMinute = env().factorTriesPerMinute;
  const inSession = await countHit(`factor-session:${sessionId}`, now);
  // One event stands for the rest of that minute: a flood must not fill the trail, nor take the other sessions' tries.
  if (inSession > perMinute) return { may: false, first: inSession === perMinute + 1 };
  const [ofPerson, wrong] = await Promise.all([
    countHit(`factor:${operatorId}`, now),
    hitsOf(hourKey(operatorId), hourOf(now)),
  ]);
  return { may: ofPerson <= perMinute * 2 && wrong < env().wrongCodesPerHour, first: true };
}

export async function countWrong({ operatorId }: Trier, now: Date): Promise<void> {
  await countHit(hourKey(operatorId), hourOf(now));
}

/** Leaves the reason in the trail under the person's name, up to so many a minute. */
export async function recordFailure(
  { operatorId, sessionId, origin }: Trier & { origin: Origin },
  { action, reason, now }: { action: 'proof.give' | 'factor.enrol_passkey'; reason: Reason; now: Date },
): Promise<void> {
  if ((await countHit(`factor-refusal:${sessionId}`, now)) > env().refusalLimitPerMinute) return;
  const { name } = await db().operator.findUniqueOrThrow({
    where: { id: operatorId },
    select: { name: true },
  });
  await transaction((tx) =>
    recordEvent(tx, {
      action,
      outcome: 'refused',
      code: reason,
      sensitivity: 'routine',
      actor: { kind: 'operator', id: operatorId, name },
      origin,
      subjectType: 'Operator',
      subjectId: operatorId,
      subjectLabel: name,
      summary: `${name}: ${inTrail[reason]}`,
      reference: newReference(),
    }),
  );
}
