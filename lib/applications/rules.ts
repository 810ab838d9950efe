/** What becomes of the keys of an application that nobody answers for. Pure; the worker and the screens both ask here. */

export const orphanAction = 'application.orphaned';
/** From then on a key that nothing uses is suspended. */
export const daysUntilSuspension = 30;
/** Without a call for so long, a key is not in use. */
export const quietDays = 14;
export const remindEveryDays = 7;

const day = 86_400_000;

export interface OrphanedKey {
  /** The last call that passed, if any was counted. */
  lastCallAt: Date | null;
  /** Made, rotated, resumed or edited last. */
  touchedAt: Date;
}

export type Outlook =
  /** Has calls: never suspended for being orphaned. */
  | { kind: 'in-use' }
  /** Suspended at that instant, unless something calls with it or somebody takes it over. */
  | { kind: 'ending'; at: Date }
  | { kind: 'due' };

/** What lies ahead of one active key of an application that is orphaned since `orphanedAt`. */
export function outlookOf({ lastCallAt, touchedAt }: OrphanedKey, orphanedAt: Date, now: Date): Outlook {
  const isQuiet = (at: Date) => at.getTime() + quietDays * day <= now.getTime();
  if (lastCallAt && !isQuiet(lastCallAt)) return { kind: 'in-use' };
  // Whoever has just made or resumed a key has not had the time to call with it.
  const at = new Date(
    Math.max(orphanedAt.getTime() + daysUntilSuspension * day, touchedAt.getTime() + quietDays * day),
  );
  return at <= now ? { kind: 'due' } : { kind: 'ending', at };
}
