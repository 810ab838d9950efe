import { execute } from '#lib/execute.ts';
import { expireKey } from '#lib/keys/commands.ts';
import { keysPastExpiry } from '#lib/keys/due.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Marks keys whose date has passed. The gate refuses them by its own clock already; this makes the state say so. */
export async function expireKeys(now: Date): Promise<number> {
  const due = await keysPastExpiry(now);
  for (const id of due) await execute(expireKey, workerActor, { id }, { origin: workerOrigin, now });
  return due.length;
}
