/** What a filter may speak of, and what its words then mean. Pure; the database and the plain predicate both follow it. */
import type { Comparison, Filter, Literal } from './filter.ts';
import { wrong } from './problem.ts';

/** `folded`: caseExact is false, so that A and a are one (RFC 7643 2.2); beyond ASCII every letter is its own. */
export type ValueKind = 'exact' | 'folded' | 'boolean' | 'instant';

export interface AttributeTable {
  /** Path in lower case -> kind. */
  values: ReadonlyMap<string, ValueKind>;
  /** Multi-valued attributes, and the part that their bare name means. */
  several: ReadonlyMap<string, string>;
}

export const userAttributes: AttributeTable = {
  values: new Map<string, ValueKind>([
    ['id', 'exact'],
    ['externalid', 'exact'],
    ['username', 'folded'],
    ['displayname', 'folded'],
    ['name.formatted', 'folded'],
    ['active', 'boolean'],
    ['emails.value', 'folded'],
    ['emails.type', 'folded'],
    ['emails.primary', 'boolean'],
    ['meta.created', 'instant'],
  ]),
  several: new Map([['emails', 'emails.value']]),
};

export const groupAttributes: AttributeTable = {
  values: new Map<string, ValueKind>([
    ['id', 'exact'],
    ['externalid', 'exact'],
    ['displayname', 'folded'],
    ['members.value', 'exact'],
    ['meta.created', 'instant'],
  ]),
  several: new Map([['members', 'members.value']]),
};

/** A filter whose every path is one of the table and whose every value is of that path's kind. */
export type Term =
  | { kind: 'and' | 'or'; of: Term[] }
  | { kind: 'not'; of: Term }
  | { kind: 'some'; several: string; of: Term }
  | { kind: 'present'; path: string; is: ValueKind }
  | { kind: 'compare'; path: string; is: ValueKind; by: Comparison; value: string | boolean | Date };

const ofText: readonly Comparison[] = ['co', 'sw', 'ew'];
const ofOrder: readonly Comparison[] = ['gt', 'ge', 'lt', 'le'];

/** Throws `invalidFilter`: an attribute that is not kept here would, under a not, match everybody. */
export function termsOf(filter: Filter, table: AttributeTable, inside: string | null = null): Term {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, of: filter.of.map((one) => termsOf(one, table, inside)) };
    case 'not':
      return { kind: 'not', of: termsOf(filter.of, table, inside) };
    case 'some':
      if (inside !== null || !table.several.has(filter.path))
        throw wrong('invalidFilter', `${filter.path} has no values of its own to choose from.`);
      return { kind: 'some', several: filter.path, of: termsOf(filter.of, table, filter.path) };
    default:
      return alone(filter, table, inside);
  }
}

function alone(filter: Filter & { path: string }, table: AttributeTable, inside: string | null): Term {
  const path = inside ? `${inside}.${filter.path}` : (table.several.get(filter.path) ?? filter.path);
  const is = table.values.get(path);
  if (!is) throw wrong('invalidFilter', `${filter.path} is no attribute to filter by.`);
  const term: Term =
    filter.kind === 'compare'
      ? { kind: 'compare', path, is, by: filter.by, value: givenOf(filter.by, filter.value, is) }
      : { kind: 'present', path, is };
  const several = path.split('.', 1)[0] ?? '';
  return inside === null && table.several.has(several) ? { kind: 'some', several, of: term } : term;
}

function givenOf(by: Comparison, value: Literal, is: ValueKind): string | boolean | Date {
  if (is === 'boolean') return booleanOf(by, value);
  if (typeof value !== 'string') throw wrong('invalidFilter', 'This attribute is compared with a text.');
  if (is !== 'instant') return value;
  if (ofText.includes(by)) throw wrong('invalidFilter', 'An instant has no part to compare with.');
  // RFC 7643 2.3.5: xsd:dateTime, with its zone.
  const instant =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value) && new Date(value);
  if (!instant || Number.isNaN(instant.getTime()))
    throw wrong('invalidFilter', 'An instant is written as 2026-11-23T10:00:00Z.');
  return instant;
}

// RFC 7644 3.4.2.2: order and parts of a boolean are invalidFilter. Some clients quote it.
function booleanOf(by: Comparison, value: Literal): boolean {
  const said = typeof value === 'string' ? value.toLowerCase() : value;
  if (ofText.includes(by) || ofOrder.includes(by) || ![true, false, 'true', 'false'].includes(said as string))
    throw wrong('invalidFilter', 'true or false is compared by eq or ne.');
  return said === true || said === 'true';
}

/** A to Z alone, as the names of this house are compared (docs/sign-in.md rule 13). */
export function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
