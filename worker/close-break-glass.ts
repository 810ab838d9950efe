import { lapsedOpenings } from '#lib/break-glass/lapse.ts';
import { closeOpening } from '#lib/break-glass/opening-commands.ts';
import { log } from '#lib/log.ts';
import { runEach } from './run-each.ts';

/** Says in the rows and in the trail what every reader knows by the clock already: that it is over. */
export async function closeBreakGlass(now: Date): Promise<number> {
  const due = (await lapsedOpenings(now)).map((id) => ({ id, operatorId: null }));
  const closed = await runEach(closeOpening, due, now);
  for (const { id } of closed) log('break-glass').warn({ opening: id }, 'break-glass closed by the clock');
  return closed.length;
}
