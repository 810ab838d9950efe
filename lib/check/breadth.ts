/** Promise: how much a list admits is counted as a whole, so that many small entries do not pass where a large one would not. */
import { mergeRanges, parseRange, type Range } from './ip.ts';

export interface Breadth {
  /** Addresses that the entries admit and the approved ones do not. */
  v4: bigint;
  v6: bigint;
  /** More than one /24 (IPv4) or one /48 (IPv6). */
  isBroad: boolean;
}

const oneSlash24 = 1n << 8n;
const oneSlash48 = 1n << 80n;

/** Counts what `entries` admit beyond `approved` (their last approved state; none for a new list). Domains count nothing: whether a list may name them alone is asked elsewhere (lib/keys/rules.ts). */
export function breadth(entries: readonly string[], approved: readonly string[] = []): Breadth {
  const [v4, v6] = ([4, 6] as const).map((family) =>
    beyond(rangesOf(entries, family), rangesOf(approved, family)),
  );
  const counts = { v4: v4 ?? 0n, v6: v6 ?? 0n };
  return { ...counts, isBroad: counts.v4 > oneSlash24 || counts.v6 > oneSlash48 };
}

function rangesOf(entries: readonly string[], family: 4 | 6): Range[] {
  const ranges = entries.map(parseRange).filter((range) => range !== null);
  return mergeRanges(ranges, family);
}

// |A without B| = |A| - |A and B|, both sorted and without overlaps.
function beyond(entries: Range[], approved: Range[]): bigint {
  let total = 0n;
  for (const range of entries) {
    total += range.last - range.first + 1n;
    for (const known of approved) {
      const first = known.first > range.first ? known.first : range.first;
      const last = known.last < range.last ? known.last : range.last;
      if (first <= last) total -= last - first + 1n;
    }
  }
  return total;
}
