import type { Verdict } from '#components/ui/line-editor.tsx';
import { isBroad, isHeldBy, type ListEntry, parseEntry } from '#lib/allow-lists/schema.ts';

/** The entries of many lines, as far as they can be read. */
export function entriesOf(lines: readonly string[]): ListEntry[] {
  return lines.flatMap((line) => {
    const entry = parseEntry(line);
    return entry.error === undefined ? [{ kind: entry.kind, value: entry.value }] : [];
  });
}

export function countFaults(lines: readonly string[]): number {
  return lines.filter((line) => line.trim() !== '' && parseEntry(line).error !== undefined).length;
}

interface Standing {
  production: boolean;
  /** CIDRs that widening is counted from; none for a new list. */
  agreed: readonly string[];
}

/** Judges one line as it is typed: what it means, that it adds nothing, that it is broad. */
export function verdictOf(
  line: string,
  index: number,
  lines: string[],
  { production, agreed }: Standing,
): Verdict {
  const entry = parseEntry(line);
  if (entry.error !== undefined) return { tone: 'bad', word: 'to correct', say: entry.error };
  const own = { kind: entry.kind, value: entry.value };
  const word = wordFor(entry.size);
  if (production && isBroad([own], agreed)) {
    return { tone: 'warn', word, say: 'Broad: more than one /24 or /48. Saving it is told to all owners.' };
  }
  const above = lines.slice(0, index).findIndex((other) => isHeldBy(own, entriesOf([other])));
  if (above >= 0)
    return { tone: 'warn', word, say: `Adds nothing: line ${above + 1} admits all of it already.` };
  return { tone: 'ok', word };
}

// "256 addresses, 203.0.113.0 to 203.0.113.255": at the end of a line there is room for the first part only.
function wordFor(size: string): string {
  const [first = size] = size.split(',');
  if (/^\d+$/.test(first)) return size.replace(/, \S+ to \S+$/, '');
  return first.startsWith('any one label') ? 'any one label' : first;
}
