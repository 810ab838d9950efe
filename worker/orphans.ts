import { orphanedKeysDue, remindersDue } from '#lib/applications/due.ts';
import { remindOrphaned } from '#lib/applications/orphan-commands.ts';
import { execute } from '#lib/execute.ts';
import { suspendOrphanedKey } from '#lib/keys/orphan-commands.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Tells of applications that nobody answers for, week by week, and rests keys of theirs that nothing uses. */
export async function settleOrphans(now: Date): Promise<number> {
  let done = 0;
  for (const id of await remindersDue(now)) {
    const { kind } = await execute(remindOrphaned, workerActor, { id }, { origin: workerOrigin, now });
    if (kind === 'done') done++;
  }
  for (const id of await orphanedKeysDue(now)) {
    const { kind } = await execute(suspendOrphanedKey, workerActor, { id }, { origin: workerOrigin, now });
    if (kind === 'done') done++;
  }
  return done;
}
