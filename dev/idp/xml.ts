import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import { Declined } from './http.ts';

export const assertionNs = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const protocolNs = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const metadataNs = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const signatureNs = 'http://www.w3.org/2000/09/xmldsig#';

/** Parses strictly. Entities and comments have no business in SAML and are the tools of XXE and NameID cutting. */
export function parseXml(xml: string): Document {
  if (xml.includes('<!')) throw new Declined(400, 'The XML has a document type, a comment or CDATA.');
  try {
    return new DOMParser({ onError: (_level, message) => { throw new Error(message); } }).parseFromString(xml, 'text/xml');
  } catch {
    throw new Declined(400, 'The XML is not well-formed.');
  }
}

export function rootOf(document: Document, namespace: string, name: string): Element {
  const root = document.documentElement;
  if (!root || root.namespaceURI !== namespace || root.localName !== name) throw new Declined(400, `The message is no ${name}.`);
  return root;
}

export function childrenOf(parent: Element, namespace: string, name: string): Element[] {
  return [...parent.childNodes].filter(
    (node): node is Element => node.nodeType === node.ELEMENT_NODE && node.namespaceURI === namespace && node.localName === name,
  );
}

export function descendantsOf(parent: Element, namespace: string, name: string): Element[] {
  return [...parent.getElementsByTagNameNS(namespace, name)];
}

export function textOf(parent: Element, namespace: string, name: string): string | null {
  const [child] = childrenOf(parent, namespace, name);
  return child?.textContent?.trim() ?? null;
}
