/** Promise: only text that passed the scan becomes a DOM, and reading it never meets a comment or an entity. */
import { type Attr, DOMParser, type Document, type Element, type Node } from '@xmldom/xmldom';
import { type Caps, type Flaw, flawOf } from './scan.ts';

export type { Element } from '@xmldom/xmldom';

export const ns = {
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const;
export type Namespace = keyof typeof ns;

/** XML that is not taken; `flaw` says in one word why. */
export class BadXml extends Error {
  readonly flaw: Flaw;
  constructor(flaw: Flaw) {
    super(`XML refused: ${flaw}`);
    this.flaw = flaw;
  }
}

/** Scans and parses; returns the root. Throws `BadXml`. */
export function parseXml(xml: string, caps?: Caps): Element {
  const flaw = flawOf(xml, caps);
  if (flaw) throw new BadXml(flaw);
  const root = rootOf(xml);
  if (!root) throw new BadXml('well-formed');
  return root;
}

// The typings of an older xmldom, which others here depend on, declare the same module and hide the options.
const Parser = DOMParser as unknown as new (options: {
  onError(level: string, message: string): void;
  locator: boolean;
}) => { parseFromString(xml: string, type: string): Document };

function rootOf(xml: string): Element | null {
  try {
    const onError = (_level: string, message: string) => {
      throw new Error(message);
    };
    return new Parser({ onError, locator: false }).parseFromString(xml, 'text/xml').documentElement;
  } catch {
    return null;
  }
}

export function isNamed(element: Element, space: Namespace, name: string): boolean {
  return element.namespaceURI === ns[space] && element.localName === name;
}

/** The child elements, in order. */
export function elementsOf(parent: Element): Element[] {
  const found: Element[] = [];
  for (let child = parent.firstChild; child; child = child.nextSibling)
    if (isElement(child)) found.push(child);
  return found;
}

export function childrenNamed(parent: Element, space: Namespace, name: string): Element[] {
  return elementsOf(parent).filter((e) => isNamed(e, space, name));
}

/** The one child of that name; null when there is none or more than one. */
export function onlyChild(parent: Element, space: Namespace, name: string): Element | null {
  const found = childrenNamed(parent, space, name);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The element and everything below it, in document order. By the nodes' own links: a large document has many. */
export function* everyElement(root: Element): Generator<Element> {
  let at: Node | null = root;
  while (at) {
    if (isElement(at)) yield at;
    at = at.firstChild ?? following(at, root);
  }
}

function following(node: Node, root: Node): Node | null {
  for (let at: Node | null = node; at && at !== root; at = at.parentNode)
    if (at.nextSibling) return at.nextSibling;
  return null;
}

export function attributesOf(element: Element): Attr[] {
  return [...element.attributes];
}

/** The text of an element that holds nothing but text; null when it holds anything else. */
export function textOf(element: Element | null): string | null {
  if (!element) return null;
  for (let child = element.firstChild; child; child = child.nextSibling)
    if (child.nodeType !== child.TEXT_NODE) return null;
  return element.textContent ?? '';
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}
