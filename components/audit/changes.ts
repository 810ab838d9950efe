import type { Change } from '#components/ui/diff.tsx';

type Fields = Record<string, unknown>;

/** What a long text is in a line; null: it stands as it is. */
export type Shorten = (text: string) => string | null;
const asItIs: Shorten = () => null;

/** What differs between two states of a subject, field by field; what stayed is left out. */
export function changesOf(before: unknown, after: unknown, shorten: Shorten = asItIs): Change[] {
  const [was, is] = [flat(before, shorten), flat(after, shorten)];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return fields
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({ field, before: was[field] ?? null, after: is[field] ?? null }));
}

/** Nested states get one line a field: `allow-list mode`, `allow-list entries`. */
function flat(value: unknown, shorten: Shorten, prefix = ''): Record<string, string | string[]> {
  if (!isFields(value)) return {};
  const lines: Record<string, string | string[]> = {};
  for (const [name, held] of Object.entries(value)) {
    // A counter of saves: it says nothing that the other fields do not say.
    if (name === 'version') continue;
    const field = prefix ? `${prefix} ${words(name)}` : words(name);
    if (isFields(held)) Object.assign(lines, flat(held, shorten, field));
    else if (Array.isArray(held)) {
      // None before and none after is no difference to read.
      if (held.length > 0) lines[field] = held.map((one) => say(one, shorten));
    } else if (held !== null && held !== undefined && held !== '') lines[field] = say(held, shorten);
  }
  return lines;
}

function say(value: unknown, shorten: Shorten): string {
  if (isFields(value)) return 'value' in value ? String(value.value) : sayAll(value, shorten);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return `${value.slice(0, 19).replace('T', ' ')} UTC`;
  if (Array.isArray(value)) return value.map((one) => say(one, shorten)).join(', ');
  return shorten(String(value)) ?? String(value);
}

/** One of many alike: what it says of itself, in one line. */
function sayAll(fields: Fields, shorten: Shorten): string {
  return Object.entries(fields)
    .filter(([, held]) => held !== null && held !== '')
    .map(([name, held]) => `${words(name)}: ${say(held, shorten)}`)
    .join(', ');
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** allowList -> allow-list, endsAt -> ends at, environmentId -> environment */
function words(name: string): string {
  if (name === 'allowList') return 'allow-list';
  return name.replace(/(?<=.)Id$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
