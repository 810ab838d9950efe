/**
 * Promise: what reaches the SAML library is one plain Response with one assertion, for us, from the IdP of this
 * connection, in a form whose signatures can only mean what they seem to (sign-in.md rules 2 to 5).
 */
import { childrenNamed, type Element, elementsOf, isNamed, ns, onlyChild } from '../xml/dom.ts';
import { checkEncryptedShape } from './encryption.ts';
import {
  assertionsIn,
  checkEnvelope,
  type Expected,
  requireSignaturesInPlace,
  requireUniqueIds,
} from './message.ts';
import { demand } from './rules.ts';
import { checkedSignature } from './signature-shape.ts';

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/** Rules 3 to 5, on the document as it came; what is read here is never used as said by the IdP. */
export function checkResponse(root: Element, expected: Expected): { signature: Element; encrypted: boolean } {
  const assertions = assertionsIn(root);
  const [assertion] = assertions;
  const names = elementsOf(root).map((e) => `${prefixOf(e)}${e.localName}`);
  demand(
    /^saml:Issuer( ds:Signature)? samlp:Status( saml:(Encrypted)?Assertion)?$/.test(names.join(' ')),
    'structure',
  );
  demand(assertions.length <= 1 && assertions.every((a) => a.parentNode === root), 'structure');
  requireUniqueIds([root]);
  requireSignaturesInPlace(root, [root, ...assertions]);
  const signature = checkedSignature(root);
  checkEnvelope(root, expected);
  checkStatus(root);
  demand(assertion !== undefined, 'structure');
  demand(signature !== null, 'signature-missing');
  if (isNamed(assertion, 'assertion', 'Assertion')) {
    demand(checkedSignature(assertion) !== null, 'signature-missing');
    return { signature, encrypted: false };
  }
  checkEncryptedShape(assertion);
  return { signature, encrypted: true };
}

function checkStatus(root: Element): void {
  const status = onlyChild(root, 'protocol', 'Status');
  demand(status !== null, 'status');
  const codes = childrenNamed(status, 'protocol', 'StatusCode');
  demand(codes.length === 1 && codes[0]?.getAttribute('Value') === success, 'status');
}

const prefixes: Record<string, string> = {
  [ns.assertion]: 'saml:',
  [ns.protocol]: 'samlp:',
  [ns.signature]: 'ds:',
};

function prefixOf(element: Element): string {
  return prefixes[element.namespaceURI ?? ''] ?? '?:';
}
