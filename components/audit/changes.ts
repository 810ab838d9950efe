import type { Change } from '#components/ui/diff.tsx';

type Fields = Record<string, unknown>;

/** What differs between two states of a subject, field by field; what stayed is left out. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [flat(before), flat(after)];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return fields
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({ field, before: was[field] ?? null, after: is[field] ?? null }));
}

/** Nested states get one line a field: `allow-list mode`, `allow-list entries`. */
function flat(value: unknown, prefix = ''): Record<string, string | string[]> {
  if (!isFields(value)) return {};
  const lines: Record<string, string | string[]> = {};
  for (const [name, held] of Object.entries(value)) {
    // A counter of saves: it says nothing that the other fields do not say.
    if (name === 'version') continue;
    const field = prefix ? `${prefix} ${words(name)}` : words(name);
    if (isFields(held)) Object.assign(lines, flat(held, field));
    else if (Array.isArray(held)) {
      // None before and none after is no difference to read.
      if (held.length > 0) lines[field] = held.map(say);
    } else if (held !== null && held !== undefined && held !== '') lines[field] = say(held);
  }
  return lines;
}

function say(value: unknown): string {
  if (isFields(value)) return 'value' in value ? String(value.value) : JSON.stringify(value);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return `${value.slice(0, 19).replace('T', ' ')} UTC`;
  return String(value);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** allowList -> allow-list, endsAt -> ends at, environmentId -> environment */
function words(name: string): string {
  if (name === 'allowList') return 'allow-list';
  return name.replace(/(?<=.)Id$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
