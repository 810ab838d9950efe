import type { Change } from '#components/ui/diff.tsx';
import { definitionNameOf } from '#lib/access/definitions.ts';
import { linesOfPolicy } from '#lib/roles/words.ts';

interface Said {
  name: string;
  description: string;
  policy: unknown;
  ceiling: readonly string[];
}

/** What differs between two states of a role, in words. */
export function changesOfRole(
  before: Said,
  after: Said,
  known: ReadonlyMap<string, { name: string }>,
): Change[] {
  const names = (ceiling: readonly string[]) => ceiling.map((slug) => definitionNameOf(known, slug));
  const fields: Change[] = [
    { field: 'name', before: before.name || null, after: after.name },
    { field: 'what it is for', before: before.description || null, after: after.description || null },
    { field: 'permissions', before: linesOfPolicy(before.policy), after: linesOfPolicy(after.policy) },
    { field: 'ceiling', before: names(before.ceiling), after: names(after.ceiling) },
  ];
  return fields.filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

export const nothing: Said = { name: '', description: '', policy: { rules: [] }, ceiling: [] };
