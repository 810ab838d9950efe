/** Which values of a multi-valued attribute a PATCH path means (RFC 7644 3.5.2). */

import { fold } from './attributes.ts';
import type { Filter, Literal } from './filter.ts';
import { wrong } from './problem.ts';

/** True when this value meets the bracket. Only eq, and, or and not are asked for by any client; the rest is refused. */
export function picks(filter: Filter, value: Readonly<Record<string, unknown>>): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((one) => picks(one, value));
    case 'or':
      return filter.of.some((one) => picks(one, value));
    case 'not':
      return !picks(filter.of, value);
    case 'compare': {
      if (filter.by !== 'eq' && filter.by !== 'ne')
        throw wrong('invalidPath', 'A bracket of a path compares by eq or ne.');
      return (
        same(Object.hasOwn(value, filter.path) ? value[filter.path] : null, filter.value) ===
        (filter.by === 'eq')
      );
    }
    default:
      throw wrong('invalidPath', 'A bracket of a path compares by eq or ne.');
  }
}

function same(held: unknown, wanted: Literal): boolean {
  if (typeof held === 'boolean') return String(held) === String(wanted).toLowerCase();
  return typeof held === 'string' && typeof wanted === 'string' && fold(held) === fold(wanted);
}
