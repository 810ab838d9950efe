import type { Reader } from '../access/ability.ts';
import { db } from '../db/client.ts';
import type { Need } from './queries.ts';

export interface WorkerSilence {
  /** When it was heard of last; null: never. */
  since: Date | null;
}

/** Longer than its longest turn takes: a worker that is silent for so long is dead, or hangs. */
const workerSilentMs = 120_000;

/** Null while a worker takes its turns. */
export async function workerSilence(now: Date): Promise<WorkerSilence | null> {
  const beat = await db().workerBeat.findUnique({ where: { id: 1 } });
  if (beat && now.getTime() - beat.seenAt.getTime() < workerSilentMs) return null;
  return { since: beat?.seenAt ?? null };
}

/** For whoever sees how far the gates are: everybody with a role. */
export async function workerNeeds({ now }: Reader): Promise<Need[]> {
  const silence = await workerSilence(now);
  if (!silence) return [];
  const { since } = silence;
  const title = since ? 'The worker is silent' : 'No worker has run yet';
  const detail =
    'Keys past their date are refused all the same · nobody is told of changes, and no review or approval ends';
  return [{ id: 'worker', kind: 'worker', urgent: true, title, detail, at: since, subjectId: '' }];
}
