/** Promise: a session's move stands in the trail once for each place, however many requests come from there. */
import type { Origin } from '../audit/record.ts';
import { countHit, forgetHits } from '../db/ledger.ts';
import { execute } from '../execute.ts';
import { signInActor } from './entrance.ts';
import type { Move } from './place.ts';
import { noteSessionMove } from './session-commands.ts';

export async function noteMove(
  session: { id: string; endsAt: Date },
  { to }: Move,
  origin: Origin,
  now: Date,
): Promise<void> {
  // Counted in the minute in which the session ends: the row then lives as long as the session does.
  const key = `moved\n${session.id}\n${to}`;
  const times = await countHit(key, session.endsAt);
  if (times !== 1) return;
  const outcome = await execute(noteSessionMove, signInActor, { id: session.id }, { origin, now });
  // Else a thief who keeps the row busy for a moment would never stand in the trail.
  if (outcome.kind !== 'done') await forgetHits(key, session.endsAt);
}
