/**
 * Promise: a Response whose signature does not hold goes no further: neither to decryption, which would be an
 * oracle, nor to the library, which takes a quarter of a second to find out when the document is large. What passes
 * here the library judges again, by code of its own: both must find that it holds.
 */
import { createHash, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { canonical } from '../xml/canonical.ts';
import { type Element, elementsOf, onlyChild, textOf } from '../xml/dom.ts';
import { demand } from './rules.ts';
import { digestAlgorithms, signatureAlgorithms } from './signature-shape.ts';

/** `signature` is one whose shape was checked, in place under `signed`. Throws `RuleBroken` ('signature'). */
export function requireHolds(signed: Element, signature: Element, certificates: string[]): void {
  const info = onlyChild(signature, 'signature', 'SignedInfo');
  demand(info !== null, 'signature');
  const [canonicalization, method, reference] = elementsOf(info);
  demand(canonicalization !== undefined && method !== undefined && reference !== undefined, 'signature');
  const value = bytesOf(onlyChild(signature, 'signature', 'SignatureValue'));
  // First what does not grow with the document: without the IdP's key nobody gets further.
  const octets = Buffer.from(canonical(info, null, prefixesOf(canonicalization)));
  const algorithm = method.getAttribute('Algorithm') ?? '';
  demand(
    certificates.some((pem) => isBy(keyOf(pem), algorithm, octets, value)),
    'signature',
  );
  const transforms = elementsOf(onlyChild(reference, 'signature', 'Transforms') ?? reference);
  const digestMethod = onlyChild(reference, 'signature', 'DigestMethod')?.getAttribute('Algorithm') ?? '';
  const hash = createHash(digestAlgorithms[digestMethod] ?? '');
  const digest = hash.update(canonical(signed, signature, transforms.flatMap(prefixesOf))).digest();
  const stated = bytesOf(onlyChild(reference, 'signature', 'DigestValue'));
  demand(stated.length === digest.length && timingSafeEqual(stated, digest), 'signature');
}

function isBy(key: KeyObject, algorithm: string, octets: Buffer, value: Buffer): boolean {
  // An algorithm of another kind than the key would let the sender choose what the key means.
  if (key.asymmetricKeyType !== (algorithm.includes('#ecdsa-') ? 'ec' : 'rsa')) return false;
  return verify(signatureAlgorithms[algorithm], octets, { key, dsaEncoding: 'ieee-p1363' }, value);
}

const keys = new Map<string, KeyObject>();

function keyOf(pem: string): KeyObject {
  const known = keys.get(pem);
  if (known) return known;
  const key = createPublicKey(pem);
  // A handful of connections: cleared rather than counted.
  if (keys.size > 100) keys.clear();
  keys.set(pem, key);
  return key;
}

/** Exclusive canonicalization 1.0, 4: prefixes that are written as if canonicalization were inclusive. */
function prefixesOf(method: Element): string[] {
  return elementsOf(method).flatMap((e) =>
    (e.getAttribute('PrefixList') ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map((prefix) => (prefix === '#default' ? '' : prefix)),
  );
}

function bytesOf(element: Element | null): Buffer {
  return Buffer.from(textOf(element) ?? '', 'base64');
}
