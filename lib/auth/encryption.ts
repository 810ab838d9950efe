/**
 * Promise: an assertion is decrypted only after the Response's signature has held, only by AES-GCM under RSA-OAEP,
 * and its plaintext passes the same gate as any document (sign-in.md rule 10). A decryption that answers to
 * anybody's ciphertext is an oracle.
 */
import { decryptXml } from '@node-saml/node-saml/lib/xml.js';
import { childrenNamed, type Element, elementsOf, isNamed, ns, onlyChild, textOf } from '../xml/dom.ts';
import { assertionsIn, lexed, requireSignaturesInPlace, requireUniqueIds } from './message.ts';
import { demand, RuleBroken } from './rules.ts';
import { checkedSignature } from './signature-shape.ts';

const contentAlgorithms = [
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
];
const keyAlgorithm = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p';
/** Of OAEP. SHA-1 is sound here: OAEP does not rest on collisions. */
const oaepDigest = 'http://www.w3.org/2000/09/xmldsig#sha1';
const gcmOverheadBytes = 12 + 16;

/** The one form: EncryptedData with its EncryptedKey inside KeyInfo, both by value. Throws `RuleBroken` ('encryption'). */
export function checkEncryptedShape(encrypted: Element): void {
  const [content, ...rest] = elementsOf(encrypted);
  demand(
    rest.length === 0 && content !== undefined && isNamed(content, 'encryption', 'EncryptedData'),
    'encryption',
  );
  demand(namesIn(content) === 'xenc:EncryptionMethod ds:KeyInfo xenc:CipherData', 'encryption');
  demand(contentAlgorithms.includes(methodOf(content)), 'encryption');
  demand(cipherOf(content).length > gcmOverheadBytes, 'encryption');
  const keyInfo = onlyChild(content, 'signature', 'KeyInfo');
  demand(keyInfo !== null && namesIn(keyInfo) === 'xenc:EncryptedKey', 'encryption');
  const key = onlyChild(keyInfo, 'encryption', 'EncryptedKey');
  demand(key !== null, 'encryption');
  demand(/^xenc:EncryptionMethod( ds:KeyInfo)? xenc:CipherData$/.test(namesIn(key)), 'encryption');
  demand(methodOf(key) === keyAlgorithm, 'encryption');
  const method = onlyChild(key, 'encryption', 'EncryptionMethod');
  for (const digest of method ? elementsOf(method) : []) {
    demand(isNamed(digest, 'signature', 'DigestMethod'), 'encryption');
    demand(digest.getAttribute('Algorithm') === oaepDigest, 'encryption');
  }
  // Whose key it was wrapped for is said here at most; a reference to elsewhere is not followed, so none may stand here.
  for (const hint of childrenNamed(key, 'signature', 'KeyInfo'))
    demand(/^(ds:X509Data)?$/.test(namesIn(hint)), 'encryption');
  demand(cipherOf(key).length > 0, 'encryption');
}

export interface Opened {
  assertion: Element;
  /** Its own signature, if it bears one. */
  signature: Element | null;
  /** The key that opened it, which the library is to use as well. */
  privateKey: string;
}

/** Opens the assertion as the library will, by one of our keys. `root` is a Response whose signature holds. */
export async function openEncrypted(root: Element, privateKeys: string[]): Promise<Opened> {
  const encrypted = onlyChild(root, 'assertion', 'EncryptedAssertion');
  demand(encrypted !== null, 'encryption');
  const { text, privateKey } = await decrypted(String(encrypted), privateKeys);
  const assertion = lexed(text);
  demand(isNamed(assertion, 'assertion', 'Assertion') && assertionsIn(assertion).length === 1, 'structure');
  requireUniqueIds([root, assertion]);
  requireSignaturesInPlace(assertion, [assertion]);
  return { assertion, signature: checkedSignature(assertion), privateKey };
}

// During a rollover of our key the IdP may have either certificate: the current one first, then the next.
async function decrypted(xml: string, privateKeys: string[]): Promise<{ text: string; privateKey: string }> {
  let cause: unknown;
  for (const privateKey of privateKeys) {
    try {
      return { text: await decryptXml(xml, privateKey), privateKey };
    } catch (error) {
      cause = error;
    }
  }
  throw new RuleBroken('encryption', { cause });
}

function methodOf(element: Element): string {
  return onlyChild(element, 'encryption', 'EncryptionMethod')?.getAttribute('Algorithm') ?? '';
}

function cipherOf(element: Element): Buffer {
  const cipher = onlyChild(element, 'encryption', 'CipherData');
  demand(cipher !== null && namesIn(cipher) === 'xenc:CipherValue', 'encryption');
  const text = (textOf(elementsOf(cipher)[0] ?? null) ?? '').replace(/\s+/g, '');
  demand(/^[A-Za-z0-9+/]+={0,2}$/.test(text), 'encryption');
  return Buffer.from(text, 'base64');
}

const prefixes: Record<string, string> = { [ns.encryption]: 'xenc:', [ns.signature]: 'ds:' };

function namesIn(parent: Element): string {
  return elementsOf(parent)
    .map((e) => `${prefixes[e.namespaceURI ?? ''] ?? '?:'}${e.localName}`)
    .join(' ');
}
