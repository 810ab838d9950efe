/** Promise: a signature that passes covers exactly the element it stands in, by algorithms that hold (sign-in.md rule 3). */
import {
  attributesOf,
  childrenNamed,
  type Element,
  elementsOf,
  isNamed,
  ns,
  onlyChild,
  textOf,
} from '../xml/dom.ts';
import { demand } from './rules.ts';

const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const more = 'http://www.w3.org/2001/04/xmldsig-more#';

/** Also the list for the redirect binding's SigAlg. No SHA-1: collisions are affordable. */
export const signatureAlgorithms: Record<string, string> = {
  [`${more}rsa-sha256`]: 'sha256',
  [`${more}rsa-sha384`]: 'sha384',
  [`${more}rsa-sha512`]: 'sha512',
  [`${more}ecdsa-sha256`]: 'sha256',
  [`${more}ecdsa-sha384`]: 'sha384',
  [`${more}ecdsa-sha512`]: 'sha512',
};
export const digestAlgorithms: Record<string, string> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  [`${more}sha384`]: 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};
/** Real ones name a handful: "xs", "ds saml samlp xs xsi". */
const longestPrefixList = 256;
const base64 = /^[A-Za-z0-9+/=\s]+$/;

/** The signature of `parent`, its shape checked; null when there is none. Throws `RuleBroken` ('signature-shape'). */
export function checkedSignature(parent: Element): Element | null {
  const signatures = childrenNamed(parent, 'signature', 'Signature');
  demand(signatures.length <= 1, 'signature-shape');
  const [signature] = signatures;
  if (!signature) return null;
  const children = elementsOf(signature);
  demand(
    children.every((e) => e.namespaceURI === ns.signature),
    'signature-shape',
  );
  const names = children.map((e) => e.localName).join(' ');
  // ds:Object is where wrapping attacks keep the genuine element.
  demand(
    names === 'SignedInfo SignatureValue' || names === 'SignedInfo SignatureValue KeyInfo',
    'signature-shape',
  );
  const info = required(onlyChild(signature, 'signature', 'SignedInfo'));
  checkSignedInfo(info, parent.getAttribute('ID') ?? '');
  demand(base64.test(textOf(onlyChild(signature, 'signature', 'SignatureValue')) ?? ''), 'signature-shape');
  const keyInfo = childrenNamed(signature, 'signature', 'KeyInfo');
  for (const each of keyInfo) checkKeyInfo(each);
  return signature;
}

function checkSignedInfo(info: Element, id: string): void {
  const [method, algorithm, reference, ...rest] = elementsOf(info);
  demand(rest.length === 0 && method !== undefined && algorithm !== undefined, 'signature-shape');
  demand(
    isNamed(method, 'signature', 'CanonicalizationMethod') && algorithmOf(method) === excC14n,
    'signature-shape',
  );
  demand(isNamed(algorithm, 'signature', 'SignatureMethod'), 'signature-shape');
  demand(Object.hasOwn(signatureAlgorithms, algorithmOf(algorithm)), 'signature-shape');
  demand(reference !== undefined && isNamed(reference, 'signature', 'Reference'), 'signature-shape');
  // An empty or foreign URI would sign another element than the one that is read.
  demand(id !== '' && reference.getAttribute('URI') === `#${id}`, 'signature-shape');
  const [transforms, digest, value, ...others] = elementsOf(reference);
  demand(others.length === 0 && transforms !== undefined && digest !== undefined, 'signature-shape');
  demand(isNamed(transforms, 'signature', 'Transforms'), 'signature-shape');
  const steps = elementsOf(transforms);
  demand(steps.map(algorithmOf).join(' ') === `${enveloped} ${excC14n}`, 'signature-shape');
  demand([method, ...steps].every(hasPlainParameters), 'signature-shape');
  demand(isNamed(digest, 'signature', 'DigestMethod'), 'signature-shape');
  demand(Object.hasOwn(digestAlgorithms, algorithmOf(digest)), 'signature-shape');
  demand(value !== undefined && isNamed(value, 'signature', 'DigestValue'), 'signature-shape');
  // A comment inside DigestValue once let a library read another digest than it verified (CVE-2025-29774).
  demand(base64.test(textOf(value) ?? ''), 'signature-shape');
}

// A certificate here is a hint at most: trust comes from the connection, so it is looked at only to refuse the rest.
// Keycloak puts the key's name before it and the key's numbers behind it, Google the subject's name: beside a
// certificate they say nothing more, and nobody reads them. What asks to be followed or resolved has no place here.
function checkKeyInfo(keyInfo: Element): void {
  const names = namesIn(keyInfo);
  demand(/^(KeyName )?(X509Data )+(KeyValue )?$|^$/.test(names), 'signature-shape');
  for (const child of elementsOf(keyInfo)) {
    if (isNamed(child, 'signature', 'X509Data')) {
      demand(/^(X509SubjectName )?(X509Certificate )+$/.test(namesIn(child)), 'signature-shape');
      demand(elementsOf(child).every(isText), 'signature-shape');
    } else if (isNamed(child, 'signature', 'KeyValue')) {
      const numbers = required(onlyChild(child, 'signature', 'RSAKeyValue'));
      demand(elementsOf(child).length === 1 && namesIn(numbers) === 'Modulus Exponent ', 'signature-shape');
      demand(elementsOf(numbers).every(isText), 'signature-shape');
    } else demand(isText(child), 'signature-shape');
  }
}

/** The local names of the children, each followed by a space; a child of another namespace spoils every pattern. */
function namesIn(parent: Element): string {
  return elementsOf(parent)
    .map((e) => (e.namespaceURI === ns.signature ? `${e.localName} ` : '? '))
    .join('');
}

const isText = (element: Element) => textOf(element) !== null;

// Stated by OpenSAML and Okta: it names prefixes and selects nothing. A list without end would be looked through at
// each element, and before anybody knows who wrote it.
function hasPlainParameters(element: Element): boolean {
  const [list, ...more] = elementsOf(element);
  if (!list) return true;
  if (more.length > 0 || list.namespaceURI !== excC14n || list.localName !== 'InclusiveNamespaces')
    return false;
  return textOf(list) === '' && (list.getAttribute('PrefixList') ?? '').length <= longestPrefixList;
}

function algorithmOf(element: Element): string {
  const attributes = attributesOf(element);
  return attributes.filter((a) => a.name === 'Algorithm').map((a) => a.value)[0] ?? '';
}

function required(element: Element | null): Element {
  demand(element !== null, 'signature-shape');
  return element;
}
