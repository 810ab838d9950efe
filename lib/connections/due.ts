import { db } from '../db/client.ts';
import { certificateFacts } from './certificates.ts';
import { warningAction } from './rules.ts';

/** Days before its end at which a certificate is told of, once each. */
export const thresholds = [60, 30, 14, 3] as const;
export type Threshold = (typeof thresholds)[number];
export type Whose = 'idp' | 'signing' | 'encryption';

export interface Warning {
  /** Of the connection. */
  id: string;
  fingerprint: string;
  days: Threshold;
  text: string;
}

interface Holder {
  id: string;
  slug: string;
  certificates: string[];
  spCertificate: string;
  encryptionCert: string;
}

const day = 86_400_000;
const says: Record<Whose, (slug: string) => string> = {
  idp: (slug) => `The certificate that the provider of ${slug} signs with`,
  signing: (slug) => `Our signing certificate for ${slug}`,
  encryption: (slug) => `Our encryption certificate for ${slug}`,
};

/** What is to be said of a connection's certificates now: of each the nearest threshold that it has passed. Pure. */
export function warningsOf(holder: Holder, now: Date): Warning[] {
  const { id, slug, certificates, spCertificate, encryptionCert } = holder;
  const all: [pem: string, whose: Whose][] = [
    ...certificates.map((pem) => [pem, 'idp'] as [string, Whose]),
    [spCertificate, 'signing'],
    [encryptionCert, 'encryption'],
  ];
  return all.flatMap(([pem, whose]) => {
    const { until, fingerprint } = certificateFacts(pem, now);
    const left = until.getTime() - now.getTime();
    const days = thresholds.findLast((threshold) => left <= threshold * day);
    if (!days || left <= 0) return [];
    const on = until.toISOString().slice(0, 10);
    const text = `${says[whose](slug)} ends on ${on}, in ${days} days or less. SHA-256 ${fingerprint.slice(0, 23)}…`;
    return [{ id, fingerprint, days, text }];
  });
}

/** Warnings of enabled connections that have not been given yet. A notice is never deleted, so each is given once. */
export async function dueWarnings(now: Date): Promise<Warning[]> {
  const rows = await db().connection.findMany({
    where: { enabled: true },
    select: { id: true, slug: true, certificates: true, spCertificate: true, encryptionCert: true },
  });
  const warnings = rows.flatMap((row) => warningsOf(row, now));
  if (warnings.length === 0) return [];
  const given = await db().notice.findMany({
    where: { action: warningAction, text: { in: warnings.map(({ text }) => text) } },
    select: { text: true },
  });
  const texts = new Set(given.map(({ text }) => text));
  return warnings.filter(({ text }) => !texts.has(text));
}
