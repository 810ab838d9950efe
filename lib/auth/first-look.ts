/**
 * Promise: a Response whose signature does not hold goes no further: neither to decryption, which would be an
 * oracle, nor to the library, which takes a quarter of a second to find out when the document is large. What passes
 * here the library judges again, by code of its own: both must find that it holds.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { canonical } from '../xml/canonical.ts';
import { type Element, elementsOf, onlyChild, textOf } from '../xml/dom.ts';
import { keyOf, requireInForce } from './idp-certificate.ts';
import { demand } from './rules.ts';
import { digestAlgorithms } from './signature-shape.ts';
import { isBy } from './xml-algorithms.ts';

/**
 * `signature` is one whose shape was checked, in place under `signed`. Gives the certificate that it holds under, which
 * is in force. Throws `RuleBroken` ('signature', 'certificate').
 */
export function requireHolds(signed: Element, signature: Element, certificates: string[], now: Date): string {
  return requireInForce(certificates, now, (all) => signerIn(signed, signature, all));
}

/** The same of any of these certificates, whether or not it is in force. Throws `RuleBroken` ('signature'). */
export function signerIn(signed: Element, signature: Element, certificates: string[]): string {
  const info = onlyChild(signature, 'signature', 'SignedInfo');
  demand(info !== null, 'signature');
  const [canonicalization, method, reference] = elementsOf(info);
  demand(canonicalization !== undefined && method !== undefined && reference !== undefined, 'signature');
  const value = bytesOf(onlyChild(signature, 'signature', 'SignatureValue'));
  // First what does not grow with the document: without the IdP's key nobody gets further.
  const octets = Buffer.from(canonical(info, null, prefixesOf(canonicalization)));
  const algorithm = method.getAttribute('Algorithm') ?? '';
  const certificate = certificates.find((pem) => isBy(keyOf(pem), algorithm, octets, value));
  demand(certificate !== undefined, 'signature');
  const transforms = elementsOf(onlyChild(reference, 'signature', 'Transforms') ?? reference);
  const digestMethod = onlyChild(reference, 'signature', 'DigestMethod')?.getAttribute('Algorithm') ?? '';
  const hash = createHash(digestAlgorithms[digestMethod] ?? '');
  const digest = hash.update(canonical(signed, signature, transforms.flatMap(prefixesOf))).digest();
  const stated = bytesOf(onlyChild(reference, 'signature', 'DigestValue'));
  demand(stated.length === digest.length && timingSafeEqual(stated, digest), 'signature');
  return certificate;
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
