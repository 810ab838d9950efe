/**
 * Promise: a text that passes is plain, well-formed, namespaced XML that every parser reads alike. It is judged by
 * one pass over the characters, before any DOM: parsers differ in exactly what is refused here, and a difference
 * between the parser that verifies and the parser that reads is how a signature comes to cover something else.
 */
import { Scopes } from './scopes.ts';

export type Flaw =
  | 'markup'
  | 'instruction'
  | 'character'
  | 'reference'
  | 'well-formed'
  | 'namespace'
  | 'size';

export interface Caps {
  characters: number;
  depth: number;
  elements: number;
  attributes: number;
  /** Each costs every parser behind this one more than the character it stands for. */
  references: number;
}

export const messageCaps: Caps = {
  characters: 512 * 1024,
  depth: 32,
  elements: 1_600,
  attributes: 8_000,
  references: 4_000,
};
const attributesOfOne = 32;

const declaration =
  /^<\?xml[ \t\r\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding=(?:"utf-8"|'utf-8'))?(?:[ \t\r\n]+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/i;
// Unicode's own line ends, too: one parser normalizes them, another does not.
const forbidden = /[^\P{Cc}\t\n\r]|[\u2028\u2029]|\p{Noncharacter_Code_Point}/u;
const badReference = /&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)/;
const name = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const opening = new RegExp(`<(/?)(${name})`, 'y');
const attribute = new RegExp(
  `[ \\t\\r\\n]+(${name})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"([^"<]*)"|'([^'<]*)')`,
  'y',
);
const closing = /[ \t\r\n]*(\/?)>/y;

/** The first thing wrong with `xml`, or null. */
export function flawOf(xml: string, caps: Caps = messageCaps): Flaw | null {
  if (xml.length > caps.characters) return 'size';
  if (xml.includes('<!')) return 'markup';
  const start = declaration.exec(xml)?.[0].length ?? 0;
  if (xml.indexOf('<?', start) !== -1) return 'instruction';
  if (!xml.isWellFormed() || forbidden.test(xml)) return 'character';
  if (hasMore(xml, '&', caps.references)) return 'size';
  if (badReference.test(xml) || [...xml.matchAll(/&#(x?)([0-9A-Fa-f]+);/g)].some(isForbiddenReference))
    return 'reference';
  if (xml.includes(']]>')) return 'well-formed';
  return new Walk(xml, caps).flawFrom(start);
}

function hasMore(xml: string, character: string, most: number): boolean {
  let count = 0;
  for (let at = xml.indexOf(character); at !== -1; at = xml.indexOf(character, at + 1))
    if (++count > most) return true;
  return false;
}

function isForbiddenReference([, hex, digits = '']: RegExpMatchArray): boolean {
  const point = Number.parseInt(digits, hex ? 16 : 10);
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return point > 0x10ffff || surrogate || forbidden.test(String.fromCodePoint(point));
}

/** One walk over the tags: nesting, counts, names and namespaces. */
class Walk {
  readonly #xml: string;
  readonly #caps: Caps;
  readonly #scopes = new Scopes();
  #elements = 0;
  #attributes = 0;

  constructor(xml: string, caps: Caps) {
    this.#xml = xml;
    this.#caps = caps;
  }

  flawFrom(start: number): Flaw | null {
    let at = start;
    while (at < this.#xml.length) {
      const tag = this.#xml.indexOf('<', at);
      const text = this.#xml.slice(at, tag === -1 ? undefined : tag);
      if (this.#scopes.depth === 0 && /[^ \t\r\n]/.test(text)) return 'well-formed';
      if (tag === -1) break;
      const next = this.#tag(tag);
      if (typeof next === 'string') return next;
      at = next;
    }
    return this.#scopes.depth === 0 && this.#elements > 0 ? null : 'well-formed';
  }

  /** Reads the tag at `at` and returns where it ends. */
  #tag(at: number): number | Flaw {
    opening.lastIndex = at;
    const open = opening.exec(this.#xml);
    if (!open) return 'well-formed';
    const [, slash, tagName = ''] = open;
    if (slash) return this.#end(opening.lastIndex, tagName);
    if (this.#scopes.depth === 0 && this.#elements > 0) return 'well-formed';
    if (++this.#elements > this.#caps.elements || this.#scopes.depth >= this.#caps.depth) return 'size';
    const attributes: [string, string][] = [];
    let end = opening.lastIndex;
    for (attribute.lastIndex = end; ; end = attribute.lastIndex) {
      const found = attribute.exec(this.#xml);
      if (!found) break;
      attributes.push([found[1] ?? '', found[2] ?? found[3] ?? '']);
      if (++this.#attributes > this.#caps.attributes || attributes.length > attributesOfOne) return 'size';
    }
    closing.lastIndex = end;
    const close = closing.exec(this.#xml);
    if (!close) return 'well-formed';
    if (!this.#scopes.enter(tagName, attributes)) return 'namespace';
    if (close[1]) this.#scopes.leave(tagName);
    return closing.lastIndex;
  }

  #end(at: number, tagName: string): number | Flaw {
    closing.lastIndex = at;
    const close = closing.exec(this.#xml);
    if (!close || close[1] || !this.#scopes.leave(tagName)) return 'well-formed';
    return closing.lastIndex;
  }
}
