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

/** An element with a signature of its own whose shape was checked; that it holds is still to be shown. */
export interface Signed {
  element: Element;
  signature: Element;
}

/** Which signatures a connection demands; a word that is none of these demands both. */
export function signaturesOf(policy: string): { response: boolean; assertion: boolean } {
  return { response: policy !== 'assertion', assertion: policy !== 'response' };
}

/**
 * Rules 3 to 5, on the document as it came; what is read here is never used as said by the IdP. Gives every
 * signature that is there, those beyond the policy's demand included: one that does not hold is no ornament.
 */
export function checkResponse(
  root: Element,
  expected: Expected,
  policy: string,
): { signed: Signed[]; encrypted: boolean } {
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
  const outer = signedBy(root);
  checkEnvelope(root, expected);
  checkStatus(root);
  demand(assertion !== undefined, 'structure');
  const encrypted = isNamed(assertion, 'assertion', 'EncryptedAssertion');
  const demanded = signaturesOf(policy);
  // Rule 10: without the Response's signature anybody could ask what a ciphertext opens to.
  demand(outer.length > 0 || !(demanded.response || encrypted), 'signature-missing');
  if (encrypted) {
    checkEncryptedShape(assertion);
    return { signed: outer, encrypted };
  }
  const inner = signedBy(assertion);
  demand(inner.length > 0 || !demanded.assertion, 'signature-missing');
  return { signed: [...outer, ...inner], encrypted };
}

function signedBy(element: Element): Signed[] {
  const signature = checkedSignature(element);
  return signature ? [{ element, signature }] : [];
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
