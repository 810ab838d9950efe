import { endOverlap } from '#lib/keys/commands.ts';
import { keysPastOverlap } from '#lib/keys/due.ts';
import { runEach, takeFor } from './run-each.ts';

const reason = 'the planned end of the overlap';

/** Takes away the old token of a rotation whose planned end has come. */
export async function endOverlaps(now: Date): Promise<number> {
  const due = (await keysPastOverlap(now, takeFor(endOverlap))).map((id) => ({ id, reason }));
  return (await runEach(endOverlap, due, now)).length;
}
