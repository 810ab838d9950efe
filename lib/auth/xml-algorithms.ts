/**
 * Promise: the library behind node-saml verifies the algorithms that rule 3 allows and it does not know, each with a
 * key of its own kind only. What it knows stays as it is; nothing is taken away or replaced.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type HashAlgorithm, type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import { digestAlgorithms, signatureAlgorithms } from './signature-shape.ts';

/** Both look-ups are methods of every SignedXml that node-saml makes; its tables are filled anew in each. */
interface Lookups {
  findSignatureAlgorithm(name: string | null | undefined): SignatureAlgorithm;
  findHashAlgorithm(name: string): HashAlgorithm;
}
type Own = Lookups & { SignatureAlgorithms: object; HashAlgorithms: object };

const taught = Symbol.for('gatehouse.xml-algorithms');

/** Once a process, whatever bundle asks first. */
export function teachAlgorithms(): void {
  const lookups = SignedXml.prototype as unknown as Lookups & { [taught]?: true };
  if (lookups[taught]) return;
  lookups[taught] = true;
  const { findSignatureAlgorithm, findHashAlgorithm } = lookups;
  lookups.findSignatureAlgorithm = function (this: Own, name) {
    const isOurs = isMissing(this.SignatureAlgorithms, signatureAlgorithms, name);
    return isOurs ? verifierOf(name) : findSignatureAlgorithm.call(this, name);
  };
  lookups.findHashAlgorithm = function (this: Own, name) {
    const isOurs = isMissing(this.HashAlgorithms, digestAlgorithms, name);
    return isOurs ? hashOf(name) : findHashAlgorithm.call(this, name);
  };
}

function isMissing(theirs: object, ours: object, name: string | null | undefined): name is string {
  return typeof name === 'string' && !Object.hasOwn(theirs, name) && Object.hasOwn(ours, name);
}

function verifierOf(name: string): SignatureAlgorithm {
  return {
    getAlgorithmName: () => name,
    getSignature: () => {
      throw new Error(`${name} is for verifying only`);
    },
    verifySignature: (material: unknown, key: unknown, value: unknown) =>
      isBy(
        createPublicKey(String(key)),
        name,
        Buffer.from(String(material)),
        Buffer.from(String(value), 'base64'),
      ),
  } as SignatureAlgorithm;
}

function hashOf(name: string): HashAlgorithm {
  return {
    getAlgorithmName: () => name,
    getHash: (xml: string) =>
      createHash(digestAlgorithms[name] ?? '')
        .update(xml, 'utf8')
        .digest('base64'),
  };
}

/** True when `value` is a signature of `octets` by `key`, which must be of the algorithm's own kind. */
export function isBy(key: KeyObject, algorithm: string, octets: Buffer, value: Buffer): boolean {
  // An algorithm of another kind than the key would let the sender choose what the key means.
  if (key.asymmetricKeyType !== (algorithm.includes('#ecdsa-') ? 'ec' : 'rsa')) return false;
  // RFC 4050 and XML Signature 1.1, 6.4.3: r and s side by side, not as ASN.1.
  return verify(signatureAlgorithms[algorithm], octets, { key, dsaEncoding: 'ieee-p1363' }, value);
}
