/**
 * Filters and PATCH paths as RFC 7644 writes them (3.4.2.2 and 3.5.2), read into a tree. Everything that comes in was
 * written by somebody else: its length, its depth and its size have an end before any of it is looked at closely.
 */
import { type ScimProblem, wrong } from './problem.ts';

export const comparisons = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof comparisons)[number];
export type Literal = string | number | boolean;

export type Filter =
  | { kind: 'and' | 'or'; of: Filter[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'present'; path: string }
  | { kind: 'compare'; path: string; by: Comparison; value: Literal }
  /** One value of a multi-valued attribute meets all of it: `emails[type eq "work" and value co "@"]`. */
  | { kind: 'some'; path: string; of: Filter };

/** `members[value eq "x"].display`: attribute, which of its values, which part of them. All names in lower case. */
export interface Path {
  attribute: string;
  which: Filter | null;
  part: string | null;
}

const longest = 2_000;
const deepest = 12;
const mostTerms = 60;

// An attribute, with the URN of its schema before it or a part behind it; a text, a number; one of the signs.
const word = /[A-Za-z][\w$:.-]*/y;
const text = /"(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/uy;
const number = /-?\d{1,15}(?:\.\d{1,15})?/y;
const sign = /[()[\]]/y;
const gap = / */y;

type Token = { kind: 'word' | 'sign' | 'end'; text: string } | { kind: 'literal'; value: Literal };
type Fault = (detail: string) => ScimProblem;

const filterFault: Fault = (detail) => wrong('invalidFilter', detail);
const pathFault: Fault = (detail) => wrong('invalidPath', detail);

/** Throws `invalidFilter`. */
export function parseFilter(source: string): Filter {
  const reader = new Reader(source, filterFault);
  const filter = reader.either(0);
  reader.end();
  return filter;
}

/** Throws `invalidPath`. */
export function parsePath(source: string): Path {
  const reader = new Reader(source, pathFault);
  const path = reader.path();
  reader.end();
  return path;
}

class Reader {
  private readonly source: string;
  private readonly fault: Fault;
  private at = 0;
  private terms = 0;
  private next: Token;

  constructor(source: string, fault: Fault) {
    // A text without an end would keep this process busy for everybody.
    if (source.length > longest) throw fault(`At most ${longest} characters.`);
    this.source = source;
    this.fault = fault;
    this.next = this.scan();
  }

  end(): void {
    if (this.next.kind !== 'end') throw this.fault('Something stands behind its end.');
  }

  // RFC 7644 3.4.2.2, precedence: grouping, then not, then and, then or.
  either(depth: number): Filter {
    const of = [this.all(depth)];
    while (this.takesWord('or')) of.push(this.all(depth));
    return of.length === 1 && of[0] ? of[0] : { kind: 'or', of };
  }

  path(): Path {
    const name = this.attribute();
    if (!this.takesSign('[')) {
      const [attribute = '', part, ...more] = name.split('.');
      if (more.length > 0) throw this.fault('An attribute has one part behind a dot, not two.');
      return { attribute, which: null, part: part ?? null };
    }
    if (name.includes('.')) throw this.fault('A bracket stands behind an attribute, not behind its part.');
    const which = this.either(1);
    // What follows the bracket is scanned apart: a name never begins with a dot.
    if (this.next.kind !== 'sign' || this.next.text !== ']') throw this.fault('A bracket is not closed.');
    const part = /^\.([A-Za-z][\w$-]*)$/.exec(this.source.slice(this.at));
    if (!part) this.next = this.scan();
    else this.next = { kind: 'end', text: '' };
    return { attribute: name, which, part: part?.[1]?.toLowerCase() ?? null };
  }

  private all(depth: number): Filter {
    const of = [this.one(depth)];
    while (this.takesWord('and')) of.push(this.one(depth));
    return of.length === 1 && of[0] ? of[0] : { kind: 'and', of };
  }

  private one(depth: number): Filter {
    if (depth > deepest) throw this.fault(`At most ${deepest} brackets within each other.`);
    if (this.takesWord('not')) {
      if (!this.takesSign('(')) throw this.fault('Behind not stands a bracket.');
      return { kind: 'not', of: this.closed(depth, ')') };
    }
    if (this.takesSign('(')) return this.closed(depth, ')');
    if (++this.terms > mostTerms) throw this.fault(`At most ${mostTerms} terms.`);
    const path = this.attribute();
    if (this.takesSign('[')) {
      if (path.includes('.')) throw this.fault('A bracket stands behind an attribute, not behind its part.');
      return { kind: 'some', path, of: this.closed(depth, ']') };
    }
    if (path.split('.').length > 2) throw this.fault('An attribute has one part behind a dot, not two.');
    if (this.takesWord('pr')) return { kind: 'present', path };
    return { kind: 'compare', path, by: this.comparison(), value: this.literal() };
  }

  private closed(depth: number, by: ')' | ']'): Filter {
    const inner = this.either(depth + 1);
    if (!this.takesSign(by)) throw this.fault('A bracket is not closed.');
    return inner;
  }

  private attribute(): string {
    if (this.next.kind !== 'word') throw this.fault('An attribute is missing.');
    const name = withoutSchema(this.next.text.toLowerCase());
    if (!/^[a-z][\w$-]*(\.[a-z$][\w$-]*)*$/.test(name))
      throw this.fault('It names no attribute that is known here.');
    this.next = this.scan();
    return name;
  }

  private comparison(): Comparison {
    const said = this.next.kind === 'word' ? this.next.text.toLowerCase() : '';
    const by = comparisons.find((one) => one === said);
    // RFC 7644 3.4.2.2: an operator that is not known is declined, never passed over.
    if (!by) throw this.fault(`Comparisons are ${comparisons.join(', ')} and pr.`);
    this.next = this.scan();
    return by;
  }

  private literal(): Literal {
    const { next } = this;
    if (next.kind === 'literal') {
      // No column takes NUL or half a character, and nothing that is kept here has a control character.
      if (typeof next.value === 'string' && (!next.value.isWellFormed() || /\p{Cc}/u.test(next.value)))
        throw this.fault('A value holds a character that nothing here has.');
      this.next = this.scan();
      return next.value;
    }
    if (this.takesWord('true')) return true;
    if (this.takesWord('false')) return false;
    throw this.fault('A value is a text in double quotes, a number, true or false.');
  }

  private takesWord(wanted: string): boolean {
    if (this.next.kind !== 'word' || this.next.text.toLowerCase() !== wanted) return false;
    this.next = this.scan();
    return true;
  }

  private takesSign(wanted: string): boolean {
    if (this.next.kind !== 'sign' || this.next.text !== wanted) return false;
    this.next = this.scan();
    return true;
  }

  private scan(): Token {
    this.match(gap);
    if (this.at >= this.source.length) return { kind: 'end', text: '' };
    const signed = this.match(sign);
    if (signed) return { kind: 'sign', text: signed };
    const quoted = this.match(text);
    // The pattern admits what JSON admits, so that this cannot fail on what it let through.
    if (quoted) return { kind: 'literal', value: JSON.parse(quoted) as string };
    const digits = this.match(number);
    if (digits) return { kind: 'literal', value: Number(digits) };
    const named = this.match(word);
    if (named) return { kind: 'word', text: named };
    throw this.fault('It holds a character that has no place there.');
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0] ?? '';
    this.at += found.length;
    return found;
  }
}

const schemas = [
  'urn:ietf:params:scim:schemas:core:2.0:user:',
  'urn:ietf:params:scim:schemas:core:2.0:group:',
];
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user';

/** RFC 7644 3.10: an attribute may bear the URN of its schema, which says nothing more about ours. */
function withoutSchema(name: string): string {
  const schema = schemas.find((urn) => name.startsWith(urn));
  if (schema) return name.slice(schema.length);
  if (name === enterprise) return 'enterprise';
  if (!name.startsWith(`${enterprise}:`)) return name;
  return `enterprise.${name.slice(enterprise.length + 1).split('.', 1)[0]}`;
}
