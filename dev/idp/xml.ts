import { DOMParser } from '@xmldom/xmldom';
import { Declined } from './http.ts';

/**
 * The parser as it is used here, with the DOM's own types: xmldom 0.8, which samlify and xml-crypto bring along,
 * declares the module's types globally and hides those of the 0.9 that runs.
 */
const StrictParser = DOMParser as unknown as new (options: {
  onError(level: string, message: string): void;
}) => { parseFromString(xml: string, type: string): Document };

export const assertionNs = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const protocolNs = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const metadataNs = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const signatureNs = 'http://www.w3.org/2000/09/xmldsig#';

/** Parses strictly. Entities and comments have no business in SAML and are the tools of XXE and NameID cutting. */
export function parseXml(xml: string): Document {
  if (xml.includes('<!')) throw new Declined(400, 'The XML has a document type, a comment or CDATA.');
  try {
    return new StrictParser({ onError: stop }).parseFromString(xml, 'text/xml');
  } catch {
    throw new Declined(400, 'The XML is not well-formed.');
  }
}

function stop(_level: string, message: string): never {
  throw new Error(message);
}

export function rootOf(document: Document, namespace: string, name: string): Element {
  const root = document.documentElement;
  if (!root || root.namespaceURI !== namespace || root.localName !== name)
    throw new Declined(400, `The message is no ${name}.`);
  return root;
}

export function childrenOf(parent: Element, namespace: string, name: string): Element[] {
  const elements = [...parent.childNodes].filter((node) => node.nodeType === node.ELEMENT_NODE) as Element[];
  return elements.filter((element) => element.namespaceURI === namespace && element.localName === name);
}

export function descendantsOf(parent: Element, namespace: string, name: string): Element[] {
  return [...parent.getElementsByTagNameNS(namespace, name)];
}

export function textOf(parent: Element, namespace: string, name: string): string | null {
  const [child] = childrenOf(parent, namespace, name);
  return child?.textContent?.trim() ?? null;
}
