import type { Actor } from '../access/actor.ts';
import { db } from '../db/client.ts';
import { execute } from '../execute.ts';
import { log } from '../log.ts';
import { closeOpening } from './opening-commands.ts';

const clock: Actor = { kind: 'system', id: 'worker', name: 'The clock' };

/** Openings whose time is over but whose row does not say so yet. */
export async function lapsedOpenings(now: Date): Promise<string[]> {
  const due = await db().breakGlassOpening.findMany({
    where: { closedAt: null, endsAt: { lte: now } },
    select: { id: true },
  });
  return due.map(({ id }) => id);
}

/** Closes them for the door, which looks for itself and does not wait for the worker. */
export async function closeLapsed(now: Date): Promise<void> {
  for (const id of await lapsedOpenings(now)) {
    const origin = { channel: 'job' as const, address: null, userAgent: null };
    const outcome = await execute(closeOpening, clock, { id, operatorId: null }, { origin, now });
    if (outcome.kind === 'done') log('break-glass').warn({ opening: id }, 'break-glass closed by the clock');
  }
}
