import { relativeTime } from '#components/ui/format.ts';
import type { KeyPage } from '#lib/keys/queries.ts';

/** Today's figures of a key, in the words that its dialogs need; without them for whoever may not read its traffic. */
export function usageOf(key: KeyPage, now: Date): { calls24h: number | null; lastUsed: string | null } {
  return { calls24h: key.calls24h, lastUsed: key.lastCallAt && relativeTime(key.lastCallAt, now) };
}
