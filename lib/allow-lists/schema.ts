import { z } from 'zod';
import { breadth } from '../check/breadth.ts';
import { type Entry, parseEntry } from '../check/entry.ts';

export type { Entry };
export { parseEntry };

export const ListMode = z.enum(['off', 'observe', 'enforce'], { error: 'Choose off, observe or enforce.' });
export type ListMode = z.infer<typeof ListMode>;

export interface ListEntry {
  kind: 'cidr' | 'domain';
  value: string;
}

const most = 500;

/** Many lines as pasted, or an array of them; each is parsed as typed and an error names its line. */
export const Entries = z
  .union([
    z
      .string()
      .max(60_000, 'A list has at most 500 entries.')
      .transform((text) => text.split(/\r?\n/)),
    z.array(z.string().max(400)).max(2 * most),
  ])
  .default([])
  .transform((lines, check): ListEntry[] => {
    const found = new Map<string, ListEntry>();
    for (const [i, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const entry = parseEntry(line);
      if (entry.error !== undefined)
        check.addIssue({ code: 'custom', message: `Line ${i + 1}: ${entry.error}`, path: [i] });
      else found.set(`${entry.kind} ${entry.value}`, { kind: entry.kind, value: entry.value });
    }
    if (found.size > most)
      check.addIssue({
        code: 'custom',
        message: `A list has at most ${most} entries; this one has ${found.size}.`,
      });
    return [...found.values()];
  });

/** True when the entries admit more than one /24 (IPv4) or /48 (IPv6) beyond the CIDRs agreed to (docs/access.md: critical). */
export function isBroad(entries: readonly ListEntry[], agreed: readonly string[] = []): boolean {
  return breadth(cidrsOf(entries), agreed).isBroad;
}

/** A change of a list that is critical in production: it leaves enforce, or is broad counted from what was agreed to. */
export function isHeavy(
  before: { mode: ListMode; agreed: readonly string[] } | null,
  wanted: { mode: ListMode; entries: readonly ListEntry[] },
): boolean {
  const leavesEnforce = before?.mode === 'enforce' && wanted.mode !== 'enforce';
  return leavesEnforce || isBroad(wanted.entries, before?.agreed);
}

/** A machine names no Origin, so a list of domains would refuse each of its calls. */
export const addressesAlone = 'A service account calls from addresses: its list holds no domains.';

type HeldList = { mode: ListMode; entries: readonly ListEntry[] };

/**
 * An enforced list of hosts alone. It says nothing about addresses, and the host of a call is what the caller states: for
 * whoever holds a secret it is a list that admits everybody. A browser cannot state another one, which is what a
 * publishable key is for.
 */
export const isOfHostsAlone = ({ mode, entries }: HeldList): boolean =>
  mode === 'enforce' && entries.length > 0 && entries.every(({ kind }) => kind === 'domain');

/** True when the list comes to admit every address; judged by what is wanted, so that no detour over an empty list helps. */
export const opensToAll = (before: HeldList | null, wanted: HeldList): boolean =>
  isOfHostsAlone(wanted) && !(before && isOfHostsAlone(before));

export const cidrsOf = (entries: readonly ListEntry[]): string[] =>
  entries.filter((e) => e.kind === 'cidr').map((e) => e.value);

/** True when the others together admit all that this entry admits, so that it adds nothing. */
export function isHeldBy(entry: ListEntry, others: readonly ListEntry[]): boolean {
  if (entry.kind === 'cidr') {
    const { v4, v6 } = breadth([entry.value], cidrsOf(others));
    return v4 === 0n && v6 === 0n;
  }
  const anyLabel = `*${entry.value.slice(entry.value.indexOf('.'))}`;
  return others.some((o) => o.kind === 'domain' && (o.value === entry.value || o.value === anyLabel));
}
