/** Which certificates an IdP may sign with, wherever one is brought: by metadata, or pasted by two people. Pure. */
import { X509Certificate } from 'node:crypto';

/** P-256, P-384 and P-521 (FIPS 186-5): what ECDSA is taken by. */
const curves = ['prime256v1', 'secp384r1', 'secp521r1'];

export type ReadCertificate =
  | { certificate: X509Certificate; fault: null }
  | { fault: 'unreadable' | 'weak' }
  | { fault: 'ended'; on: Date };

/** Of base64 alone; line breaks within it are nothing. */
export function readCertificate(base64: string, now: Date): ReadCertificate {
  const body = base64.replace(/\s+/g, '');
  let certificate: X509Certificate;
  try {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return { fault: 'unreadable' };
    certificate = new X509Certificate(Buffer.from(body, 'base64'));
  } catch {
    return { fault: 'unreadable' };
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  const isStrong =
    type === 'rsa' ? (details?.modulusLength ?? 0) >= 2048 : curves.includes(details?.namedCurve ?? '');
  if (!isStrong) return { fault: 'weak' };
  if (certificate.validToDate <= now) return { fault: 'ended', on: certificate.validToDate };
  return { certificate, fault: null };
}
