/** Promise: a message in a query string counts only with a signature over the very octets that were sent (SAML bindings 3.4.4.1). */
import { verify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { keyOf, requireInForce } from './idp-certificate.ts';
import { demand, RuleBroken } from './rules.ts';
import { signatureAlgorithms } from './signature-shape.ts';
import { fromBase64, fromUtf8, type MessageName } from './transport.ts';

const inflateLimit = 512 * 1024;
const known = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature', 'SAMLEncoding'];
const deflate = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';

export interface Redirected {
  name: MessageName;
  xml: string;
  relayState: string | null;
}

/** Reads and verifies; node-saml takes an unsigned query for a signed one. Throws `RuleBroken`. */
export function readRedirected(rawQuery: string, certificates: string[], now: Date): Redirected {
  const pairs = rawQuery.split('&').map((pair) => ({ raw: pair, name: pair.split('=', 1)[0] ?? '' }));
  // A parameter that came twice could be verified in one place and read in the other.
  demand(
    pairs.every((p) => known.includes(p.name)) && new Set(pairs.map((p) => p.name)).size === pairs.length,
    'transport',
  );
  const raw = new Map(pairs.map((p) => [p.name, p.raw]));
  const value = (name: string) => decoded(raw.get(name)?.slice(name.length + 1));
  const name = raw.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  demand(raw.has(name) && !(raw.has('SAMLRequest') && raw.has('SAMLResponse')), 'transport');
  demand([null, deflate].includes(value('SAMLEncoding')), 'transport');
  const octets = [name, 'RelayState', 'SigAlg'].flatMap((each) => raw.get(each) ?? []).join('&');
  const signed = { octets, algorithm: value('SigAlg') ?? '', signature: value('Signature') ?? '' };
  requireInForce(certificates, now, (all) => signerIn(signed, all));
  return { name, xml: inflated(fromBase64(value(name) ?? '')), relayState: value('RelayState') };
}

interface SignedOctets {
  octets: string;
  algorithm: string;
  signature: string;
}

function signerIn({ octets, algorithm, signature }: SignedOctets, certificates: string[]): string {
  demand(Object.hasOwn(signatureAlgorithms, algorithm), 'logout-signature');
  demand(/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(signature), 'logout-signature');
  const hash = signatureAlgorithms[algorithm];
  const bytes = Buffer.from(signature, 'base64');
  const signer = certificates.find((pem) => {
    const key = keyOf(pem);
    const isEc = algorithm.includes('#ecdsa-');
    if (key.asymmetricKeyType !== (isEc ? 'ec' : 'rsa')) return false;
    return verify(hash, Buffer.from(octets), { key, dsaEncoding: 'ieee-p1363' }, bytes);
  });
  demand(signer !== undefined, 'logout-signature');
  return signer;
}

function decoded(value: string | undefined): string | null {
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value.replace(/\+/g, ' '));
  } catch (cause) {
    throw new RuleBroken('transport', { cause });
  }
}

// Capped: a few kilobytes of query can be made to inflate into gigabytes.
function inflated(bytes: Buffer): string {
  try {
    return fromUtf8(inflateRawSync(bytes, { maxOutputLength: inflateLimit }));
  } catch (cause) {
    throw new RuleBroken('transport', { cause });
  }
}
