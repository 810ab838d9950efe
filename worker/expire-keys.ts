import { expireKey } from '#lib/keys/commands.ts';
import { keysPastExpiry } from '#lib/keys/due.ts';
import { runEach, takeFor } from './run-each.ts';

/** Marks keys whose date has passed. The gate refuses them by its own clock already; this makes the state say so. */
export async function expireKeys(now: Date): Promise<number> {
  const due = (await keysPastExpiry(now, takeFor(expireKey))).map((id) => ({ id }));
  return (await runEach(expireKey, due, now)).length;
}
