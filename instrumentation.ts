import { isBuilding } from '#lib/env.ts';

/** Runs once when the console starts: what would only fail at the first request stops the start with a sentence. */
export async function register(): Promise<void> {
  if (isBuilding()) return;
  const { refuseStart } = await import('#lib/start.ts');
  await refuseStart();
}
