import { noteWorkerBeat } from '#lib/db/ledger.ts';

/** A sign of life among the turns: a job that hangs before it keeps it back, so that Overview tells of either. */
export async function beat(now: Date): Promise<number> {
  await noteWorkerBeat(now);
  return 0;
}
