import type { z } from 'zod';
import type { Command } from '#lib/command.ts';
import { execute } from '#lib/execute.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Each refusal stands in the trail: what was refused now is most likely refused again, and has this long to change. */
const restMinutes = 5;
const resting = new Map<string, number>();

const batch = 100;

/** How many a job looks for at a time: beside those that are left alone for now, or a hundred of them would hide all others. */
export function takeFor({ name }: Pick<Command, 'name'>, most = batch): number {
  let left = 0;
  for (const key of resting.keys()) if (key.startsWith(`${name} `)) left += 1;
  return most + left;
}

/** Runs a command once for each input and returns the results of those that were done. What is refused is left alone for some minutes. */
export async function runEach<I extends z.ZodType, R extends object>(
  command: Command<I, R>,
  inputs: readonly z.input<I>[],
  now: Date,
): Promise<R[]> {
  for (const [key, until] of resting) if (until <= now.getTime()) resting.delete(key);
  const results: R[] = [];
  for (const input of inputs) {
    const key = `${command.name} ${JSON.stringify(input)}`;
    if (resting.has(key)) continue;
    const outcome = await execute(command, workerActor, input, { origin: workerOrigin, now });
    if (outcome.kind === 'done') results.push(outcome.result);
    // A database that is away has stored no refusal, and says nothing of this input.
    else if (outcome.kind !== 'refused' || outcome.code !== 'unavailable')
      resting.set(key, now.getTime() + restMinutes * 60_000);
  }
  return results;
}
