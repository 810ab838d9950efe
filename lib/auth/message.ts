/** Promise: a message is parsed only after the scan, and every element that could be taken for another is refused (sign-in.md rules 2 to 5). */
import {
  attributesOf,
  BadXml,
  type Element,
  everyElement,
  isNamed,
  onlyChild,
  parseXml,
  textOf,
} from '../xml/dom.ts';
import { instantOf, isAhead, isBefore } from './instant.ts';
import { demand, RuleBroken } from './rules.ts';

export interface Expected {
  /** Our address, as the message must name it. */
  destination: string;
  issuer: string;
  /** When the request went out that this answers. */
  requestedAt: Date;
  now: Date;
}

const entityFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';

/** Scans and parses a message, and holds it to be of that name. Throws `RuleBroken`. */
export function openMessage(xml: string, name: 'Response' | 'LogoutRequest' | 'LogoutResponse'): Element {
  const root = lexed(xml);
  demand(isNamed(root, 'protocol', name), 'structure');
  return root;
}

/** Rule 2: the scan before any DOM. */
export function lexed(xml: string): Element {
  try {
    return parseXml(xml);
  } catch (cause) {
    if (cause instanceof BadXml) throw new RuleBroken('lexical', { cause });
    throw cause;
  }
}

/** Version, addressee, sender and instant: the same for each message of the protocol (core 3.2). */
export function checkEnvelope(root: Element, expected: Expected): void {
  demand(root.getAttribute('Version') === '2.0', 'version');
  demand(root.getAttribute('Destination') === expected.destination, 'destination');
  checkIssuer(root, expected.issuer);
  const issued = instantOf(root.getAttribute('IssueInstant'));
  demand(issued !== null && !isAhead(issued, expected.now), 'issue-instant');
  demand(!isBefore(issued, expected.requestedAt), 'issue-instant');
}

/** Core 2.2.5: a plain entity name without any qualifier. */
export function checkIssuer(parent: Element, issuer: string): void {
  const element = onlyChild(parent, 'assertion', 'Issuer');
  demand(element !== null && textOf(element) === issuer, 'issuer');
  const said = attributesOf(element).filter((a) => a.namespaceURI !== 'http://www.w3.org/2000/xmlns/');
  demand(
    said.every((a) => a.name === 'Format' && a.value === entityFormat),
    'issuer',
  );
}

/** The assertions anywhere in the document, plain or encrypted, in whatever place they hide. */
export function assertionsIn(root: Element): Element[] {
  return [...everyElement(root)].filter(
    (e) => e.localName === 'Assertion' || e.localName === 'EncryptedAssertion',
  );
}

/** No two elements of these trees share an ID, whatever the attribute's spelling: a reference must mean one of them. */
export function requireUniqueIds(trees: Element[]): void {
  const seen = new Set<string>();
  for (const element of trees.flatMap((tree) => [...everyElement(tree)])) {
    for (const { localName, value } of attributesOf(element)) {
      if (localName?.toLowerCase() !== 'id') continue;
      demand(!seen.has(value), 'structure');
      seen.add(value);
    }
  }
}

/** Every Signature below `root` is a child of one of `holders`: elsewhere it could only mislead. */
export function requireSignaturesInPlace(root: Element, holders: Element[]): void {
  for (const element of everyElement(root))
    if (element.localName === 'Signature')
      demand(
        holders.some((holder) => element.parentNode === holder),
        'signature-shape',
      );
}
