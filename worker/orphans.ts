import { orphanedKeysDue, remindersDue } from '#lib/applications/due.ts';
import { remindOrphaned } from '#lib/applications/orphan-commands.ts';
import { watchGates } from '#lib/db/ledger.ts';
import { suspendOrphanedKey } from '#lib/keys/orphan-commands.ts';
import { runEach, takeFor } from './run-each.ts';

/** Tells of applications that nobody answers for, week by week, and rests keys of theirs that nothing uses. */
export async function settleOrphans(now: Date): Promise<number> {
  await watchGates();
  const applications = (await remindersDue(now, takeFor(remindOrphaned))).map((id) => ({ id }));
  const reminded = await runEach(remindOrphaned, applications, now);
  const keys = (await orphanedKeysDue(now, takeFor(suspendOrphanedKey))).map((id) => ({ id }));
  return reminded.length + (await runEach(suspendOrphanedKey, keys, now)).length;
}
