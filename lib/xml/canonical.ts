/** Promise: an element is written as Exclusive XML Canonicalization 1.0 has it, so that a digest can be taken of it. */
import type { Attr } from '@xmldom/xmldom';
import { attributesOf, type Element } from './dom.ts';

const xmlnsNs = 'http://www.w3.org/2000/xmlns/';

/**
 * prefix -> namespace, by the elements that say so, the innermost first; the empty prefix is the default one. Linked,
 * not copied: copying all that is in scope at each of two thousand elements held the event loop for 0.1 s.
 */
interface Bindings {
  own: ReadonlyMap<string, string>;
  above: Bindings | null;
}

/** `without` is left out with all below it (the enveloped signature); `inclusive` are the prefixes of InclusiveNamespaces. */
export function canonical(
  element: Element,
  without: Element | null = null,
  inclusive: string[] = [],
): string {
  const written: string[] = [];
  write(element, scopeAbove(element), null, { without, inclusive, written });
  return written.join('');
}

interface Run {
  without: Element | null;
  inclusive: string[];
  written: string[];
}

function write(element: Element, above: Bindings | null, rendered: Bindings | null, run: Run): void {
  // Most elements of a large document: nothing is declared, said or new.
  const isOld = (prefix: string) => (bound(above, prefix) ?? '') === (bound(rendered, prefix) ?? '');
  if (element.attributes.length === 0 && isOld(element.prefix ?? '') && run.inclusive.every(isOld)) {
    run.written.push('<', element.tagName, '>');
    writeContent(element, above, rendered, run);
    return;
  }
  const all = attributesOf(element);
  const scope = scopeOf(all, above);
  const plain = all.filter((a) => a.namespaceURI !== xmlnsNs);
  // "Visibly utilized" (3): the element's own prefix and those of its attributes; xml is never declared.
  const used = new Set([element.prefix ?? '', ...plain.flatMap((a) => a.prefix ?? [])]);
  for (const prefix of run.inclusive) if (bound(scope, prefix) !== undefined) used.add(prefix);
  used.delete('xml');
  const inScope = (p: string) => bound(scope, p) ?? '';
  const fresh = [...used].filter((p) => inScope(p) !== (bound(rendered, p) ?? '')).sort(byCode);
  const declared = fresh.map((p) => ` xmlns${p && `:${p}`}="${attributeText(inScope(p))}"`);
  const attributes = plain
    .map((a) => ({ name: a.name, order: `${a.namespaceURI ?? ''} ${a.localName}`, value: a.value }))
    .sort((a, b) => byCode(a.order, b.order))
    .map((a) => ` ${a.name}="${attributeText(a.value)}"`);
  run.written.push('<', element.tagName, ...declared, ...attributes, '>');
  const own = new Map(fresh.map((p) => [p, inScope(p)]));
  writeContent(element, scope, own.size === 0 ? rendered : { own, above: rendered }, run);
}

function writeContent(element: Element, scope: Bindings | null, rendered: Bindings | null, run: Run): void {
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === child.TEXT_NODE) run.written.push(text(child.nodeValue ?? ''));
    else if (child !== run.without) write(child as Element, scope, rendered, run);
  }
  run.written.push('</', element.tagName, '>');
}

/** The namespace of a prefix; undefined when nothing binds it. At most as many steps as levels. */
function bound(bindings: Bindings | null, prefix: string): string | undefined {
  for (let at = bindings; at; at = at.above) {
    const namespace = at.own.get(prefix);
    if (namespace !== undefined) return namespace;
  }
  return undefined;
}

function scopeOf(attributes: Attr[], above: Bindings | null): Bindings | null {
  const own = attributes.filter((a) => a.namespaceURI === xmlnsNs);
  if (own.length === 0) return above;
  return { own: new Map(own.map((a) => [a.prefix ? (a.localName ?? '') : '', a.value])), above };
}

function scopeAbove(element: Element): Bindings | null {
  const line: Element[] = [];
  for (let at = element.parentNode; at?.nodeType === element.ELEMENT_NODE; at = at.parentNode)
    line.unshift(at as Element);
  return line.reduce<Bindings | null>((above, each) => scopeOf(attributesOf(each), above), null);
}

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const textMarks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const attributeMarks: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '"': '&quot;' },
  ...{ '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;' },
};
const text = (value: string) => value.replace(/[&<>\r]/g, (c) => textMarks[c] ?? c);
const attributeText = (value: string) => value.replace(/[&<"\t\n\r]/g, (c) => attributeMarks[c] ?? c);
