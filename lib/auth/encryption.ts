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

/** Opens the assertion as the library will. `root` is a Response whose signature holds. */
export async function checkEncrypted(root: Element, privateKey: string): Promise<void> {
  const encrypted = onlyChild(root, 'assertion', 'EncryptedAssertion');
  demand(encrypted !== null, 'encryption');
  const assertion = lexed(await decrypted(String(encrypted), privateKey));
  demand(isNamed(assertion, 'assertion', 'Assertion') && assertionsIn(assertion).length === 1, 'structure');
  requireUniqueIds([root, assertion]);
  requireSignaturesInPlace(assertion, [assertion]);
  demand(checkedSignature(assertion) !== null, 'signature-missing');
}

async function decrypted(xml: string, privateKey: string): Promise<string> {
  try {
    return await decryptXml(xml, privateKey);
  } catch (cause) {
    throw new RuleBroken('encryption', { cause });
  }
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
