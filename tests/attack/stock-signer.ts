/** Signs an element as a product writes it: by canonicalization of xml-crypto, so that ours is not its own judge. */
import { createHash, createPrivateKey, sign as signOctets, X509Certificate } from 'node:crypto';
import { ExclusiveCanonicalization } from 'xml-crypto';
import { certificateBody, type SigningKey } from '#dev/idp/keys.ts';
import { digestAlgorithms, signatureAlgorithms } from '#lib/auth/signature-shape.ts';
import { attributesOf, type Element, everyElement, parseXml } from '#lib/xml/dom.ts';

const more = 'http://www.w3.org/2001/04/xmldsig-more#';
export const rsaSha256 = `${more}rsa-sha256`;
export const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const dsig = 'http://www.w3.org/2000/09/xmldsig#';

/** How a product writes its signatures. */
export interface Hand {
  key: SigningKey;
  algorithm?: string;
  digest?: string;
  /** Of the elements of the signature; none: it declares the default namespace. */
  prefix?: string;
  /** InclusiveNamespaces of the last transform. */
  prefixList?: string;
  /** Base64 in lines of so many characters. */
  lineLength?: number;
  /** Line breaks and spaces between the elements, as pretty printers leave them. */
  spaced?: boolean;
  keyInfo?(parts: KeyParts): string;
}

export interface KeyParts {
  /** An element of the signature, in its own prefix. */
  e(name: string, content: string): string;
  certificate: string;
  modulus: string;
}

/** Where a signature goes: an empty place, taken out when it is not used. */
export const place = (id: string) => `<place${id}/>`;

/** Signs the element of that ID at its place; the places that are left are taken out by `finished`. */
export function signed(xml: string, id: string, hand: Hand): string {
  const element = elementOf(parseXml(finished(xml)), id);
  const digestMethod = hand.digest ?? sha256;
  const digest = createHash(digestAlgorithms[digestMethod] ?? '')
    .update(canonical(element, hand.prefixList?.split(' ')))
    .digest('base64');
  const method = hand.algorithm ?? rsaSha256;
  const q = hand.prefix ? `${hand.prefix}:` : '';
  const gap = hand.spaced ? '\n  ' : '';
  const empty = (name: string, algorithm: string) => `<${q}${name} Algorithm="${algorithm}"/>`;
  const list = hand.prefixList
    ? `<${q}Transform Algorithm="${excC14n}"><ec:InclusiveNamespaces xmlns:ec="${excC14n}" PrefixList="${hand.prefixList}"/></${q}Transform>`
    : empty('Transform', excC14n);
  const info = `<${q}SignedInfo>${gap}${empty('CanonicalizationMethod', excC14n)}${gap}${empty('SignatureMethod', method)}${gap}<${q}Reference URI="#${id}"><${q}Transforms>${empty('Transform', `${dsig}enveloped-signature`)}${list}</${q}Transforms>${empty('DigestMethod', digestMethod)}<${q}DigestValue>${digest}</${q}DigestValue></${q}Reference></${q}SignedInfo>`;
  const open = `<${q}Signature xmlns${hand.prefix ? `:${hand.prefix}` : ''}="${dsig}">`;
  const close = `</${q}Signature>`;
  const [signedInfo] = [...everyElement(parseXml(open + info + close))].slice(1);
  const value = signOctets(signatureAlgorithms[method], Buffer.from(canonical(signedInfo as Element)), {
    key: createPrivateKey(hand.key.privateKey),
    dsaEncoding: 'ieee-p1363',
  });
  const lines = (text: string) => (hand.lineLength ? wrapped(text, hand.lineLength) : text);
  const e = (name: string, content: string) => `<${q}${name}>${content}</${q}${name}>`;
  const certificate = lines(certificateBody(hand.key.certificate));
  const keyInfo = hand.keyInfo ?? certificateOnly;
  const signature = `${open}${gap}${info}${gap}${e('SignatureValue', lines(value.toString('base64')))}${gap}${keyInfo({ e, certificate, modulus: modulusOf(hand.key) })}${close}`;
  return xml.replace(place(id), () => signature);
}

export function finished(xml: string): string {
  return xml.replace(/<place[^/]*\/>/g, '');
}

export const certificateOnly = ({ e, certificate }: KeyParts) =>
  e('KeyInfo', e('X509Data', e('X509Certificate', certificate)));

function elementOf(root: Element, id: string): Element {
  const found = [...everyElement(root)].find((element) => element.getAttribute('ID') === id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

function canonical(element: Element, prefixes: string[] = []): string {
  const above = [];
  for (let at = element.parentNode; at?.nodeType === element.ELEMENT_NODE; at = at.parentNode)
    for (const { prefix, localName, value } of attributesOf(at as Element))
      if (prefix === 'xmlns') above.push({ prefix: localName ?? '', namespaceURI: value });
  const options = { inclusiveNamespacesPrefixList: prefixes, ancestorNamespaces: above };
  return new ExclusiveCanonicalization().process(element as never, options as never);
}

function wrapped(text: string, length: number): string {
  return text.match(new RegExp(`.{1,${length}}`, 'g'))?.join('\n') ?? '';
}

function modulusOf(key: SigningKey): string {
  const { n = '' } = new X509Certificate(key.certificate).publicKey.export({ format: 'jwk' });
  return Buffer.from(n, 'base64url').toString('base64');
}
