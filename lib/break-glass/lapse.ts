import type { Actor } from '../access/actor.ts';
import { db } from '../db/client.ts';
import { execute } from '../execute.ts';
import { log } from '../log.ts';
import { closeOpening } from './opening-commands.ts';

const clock: Actor = { kind: 'system', id: 'worker', name: 'The clock' };

/** Closes what has run out; the worker's, and the door's own before it looks. Returns how many it closed. */
export async function closeLapsed(now: Date): Promise<number> {
  const due = await db().breakGlassOpening.findMany({
    where: { closedAt: null, endsAt: { lte: now } },
    select: { id: true },
  });
  for (const { id } of due) {
    const origin = { channel: 'job' as const, address: null, userAgent: null };
    const outcome = await execute(closeOpening, clock, { id, operatorId: null }, { origin, now });
    if (outcome.kind === 'done') log('break-glass').warn({ opening: id }, 'break-glass closed by the clock');
  }
  return due.length;
}
