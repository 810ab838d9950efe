import { execute } from '#lib/execute.ts';
import { endOverlap } from '#lib/keys/commands.ts';
import { keysPastOverlap } from '#lib/keys/due.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Takes away the old token of a rotation whose planned end has come. */
export async function endOverlaps(now: Date): Promise<number> {
  const due = await keysPastOverlap(now);
  for (const id of due)
    await execute(
      endOverlap,
      workerActor,
      { id, reason: 'the planned end of the overlap' },
      { origin: workerOrigin, now },
    );
  return due.length;
}
