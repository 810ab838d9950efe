import type { ListMode } from '#lib/allow-lists/schema.ts';

/** How the application's own list bears on the calls of one of its keys. */
export function applicationListWords(
  name: string,
  list: { mode: ListMode; entries: readonly unknown[] } | null,
): string {
  if (!list || list.mode === 'off') return `${name} has no allow-list in force.`;
  const count = list.entries.length;
  const entries = count === 1 ? 'The entry' : `The ${count} entries`;
  if (list.mode === 'observe') return `${entries} of ${name} only observe: they refuse nothing.`;
  return count === 0
    ? `The list of ${name} is enforced and empty: it refuses every call.`
    : `${entries} of ${name} hold${count === 1 ? 's' : ''} as well: a call must pass both lists.`;
}
