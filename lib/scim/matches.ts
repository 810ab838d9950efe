/** A filter as a plain question about one value: what the database's answer is held to, and how PATCH picks of several. */
import { fold, type Term } from './attributes.ts';

/** One resource, or one value of a multi-valued attribute. */
export interface Answers {
  value(path: string): string | boolean | Date | null;
  several(name: string): Answers[];
}

export function matches(term: Term, of: Answers): boolean {
  switch (term.kind) {
    case 'and':
      return term.of.every((one) => matches(one, of));
    case 'or':
      return term.of.some((one) => matches(one, of));
    case 'not':
      return !matches(term.of, of);
    case 'some':
      return of.several(term.several).some((one) => matches(term.of, one));
    case 'present':
      return of.value(term.path) !== null;
    case 'compare':
      return compares(term, of.value(term.path));
  }
}

function compares({ by, is, value }: Term & { kind: 'compare' }, held: string | boolean | Date | null) {
  // RFC 7644 3.4.2.2: what is not there is not equal to anything.
  if (held === null) return by === 'ne';
  if (typeof held === 'boolean' || typeof value === 'boolean')
    return by === 'eq' ? held === value : held !== value;
  const order =
    held instanceof Date || value instanceof Date
      ? Number(held) - Number(value)
      : textOrder(is === 'folded' ? fold(held) : held, is === 'folded' ? fold(value) : value);
  switch (by) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    default:
      return partOf(by, is === 'folded', String(held), String(value));
  }
}

function partOf(by: 'co' | 'sw' | 'ew', folded: boolean, held: string, value: string): boolean {
  const [whole, part] = folded ? [fold(held), fold(value)] : [held, value];
  if (by === 'co') return whole.includes(part);
  return by === 'sw' ? whole.startsWith(part) : whole.endsWith(part);
}

/** By the bytes of UTF-8, as the database compares under the collation C. */
function textOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
