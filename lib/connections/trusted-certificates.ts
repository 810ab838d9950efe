/** Which certificates of an IdP a connection trusts after a change. Pure. */
import { X509Certificate } from 'node:crypto';
import { Refusal } from '../errors.ts';

/** The current one, the next one, and two that are being taken leave of. */
export const mostCertificates = 4;

/** As sign-in takes it: one that was made this very minute may lie ahead of us by so much. */
const clocksDifferMs = 60_000;

/** What the metadata names, and then, where wanted, those of before that have not ended. */
export function trustedAfter(
  named: string[],
  former: string[],
  { keepsFormer, now }: { keepsFormer: boolean; now: Date },
): string[] {
  const kept = keepsFormer ? former.filter((pem) => new X509Certificate(pem).validToDate > now) : [];
  return [...new Set([...named, ...kept])].slice(0, mostCertificates);
}

export function without(certificates: string[], fingerprint: string): string[] {
  return certificates.filter((pem) => new X509Certificate(pem).fingerprint256 !== fingerprint);
}

export function fingerprintsOf(certificates: string[]): string[] {
  return certificates.map((pem) => new X509Certificate(pem).fingerprint256);
}

/** SHA-256 of those that are trusted `after` and were not `before`: one that was taken off may be in other hands. */
export function trustedAnew(before: string[], after: string[]): string[] {
  return fingerprintsOf(after.filter((pem) => !before.includes(pem)));
}

/** Throws `conflict` where nobody could sign in through it from now on. */
export function requireValidOne(certificates: string[], { enabled, now }: { enabled: boolean; now: Date }) {
  const isValid = (pem: string) => {
    const { validFromDate, validToDate } = new X509Certificate(pem);
    return validFromDate.getTime() <= now.getTime() + clocksDifferMs && now < validToDate;
  };
  if (certificates.length === 0)
    throw new Refusal(
      'conflict',
      'It is the only certificate of this connection. Refresh its metadata first.',
    );
  if (enabled && !certificates.some(isValid))
    throw new Refusal(
      'conflict',
      'No certificate would be valid now, so nobody could sign in through this connection. Keep one that is, or disable the connection first.',
    );
}
