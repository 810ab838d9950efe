/** What a certificate says of itself, and how near its end is. */
import { X509Certificate } from 'node:crypto';

export interface CertificateFacts {
  subject: string;
  /** SHA-256, as openssl and every IdP show it. */
  fingerprint: string;
  from: Date;
  until: Date;
  nearness: Nearness;
}

/** `soon` within 60 days, `near` within 30, `close` within 14, `urgent` within 3. */
export type Nearness = 'far' | 'soon' | 'near' | 'close' | 'urgent' | 'ended';

const day = 86_400_000;
const steps: [days: number, nearness: Nearness][] = [
  [3, 'urgent'],
  [14, 'close'],
  [30, 'near'],
  [60, 'soon'],
];
export const warnedWithinDays = 60;

export function nearnessOf(until: Date, now: Date): Nearness {
  const left = until.getTime() - now.getTime();
  if (left <= 0) return 'ended';
  return steps.find(([days]) => left <= days * day)?.[1] ?? 'far';
}

export function certificateFacts(pem: string, now: Date): CertificateFacts {
  const certificate = new X509Certificate(pem);
  const until = certificate.validToDate;
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    fingerprint: certificate.fingerprint256,
    from: certificate.validFromDate,
    until,
    nearness: nearnessOf(until, now),
  };
}

/** A certificate in PEM, in a line that names it without doubt; null of any other text. */
export function certificateWords(text: string): string | null {
  if (!text.startsWith('-----BEGIN CERTIFICATE-----')) return null;
  try {
    const { subject, validToDate, fingerprint256 } = new X509Certificate(text);
    const until = validToDate.toISOString().slice(0, 10);
    return `${subject.replaceAll('\n', ', ')}, until ${until}, SHA-256 ${fingerprint256}`;
  } catch {
    return null;
  }
}

/** The one that ends first: from then on a response signed with it is refused. */
export function firstToEnd(certificates: CertificateFacts[]): CertificateFacts | null {
  return certificates.toSorted((a, b) => a.until.getTime() - b.until.getTime())[0] ?? null;
}
