import { X509Certificate } from 'node:crypto';
import { systemDefinitions } from '../access/definitions.ts';
import { certificateLine, type Difference, differenceOf } from './difference.ts';
import { digestOfMetadata, readIdpMetadata, sloOf } from './metadata.ts';
import { requireSameIdp } from './rules.ts';
import type { Settings } from './settings.ts';
import { trustedAfter } from './trusted-certificates.ts';

/** What a refresh would do, as it is shown before somebody confirms it: the text goes back with the confirmation. */
export interface ShownMetadata {
  metadata: string;
  digest: string;
  /** Where it was fetched; null where it was pasted. */
  address: string | null;
  changes: Difference[];
  /** Certificates that it no longer names and that have not ended. */
  unnamed: string[];
}

/** Throws `Refusal` ('invalid', field `metadata`) for what cannot be stored. */
export function showMetadata(
  settings: Settings,
  { metadata, address, now }: { metadata: string; address: string | null; now: Date },
): ShownMetadata {
  const idp = readIdpMetadata(metadata, now);
  requireSameIdp(settings.entityId, idp.entityId);
  const certificates = trustedAfter(idp.certificates, settings.certificates, { keepsFormer: true, now });
  const metadataUrl = address ?? settings.metadataUrl;
  return {
    metadata,
    digest: digestOfMetadata(idp),
    address,
    // Metadata names no roles, so that no name of one can stand in what differs.
    changes: differenceOf(
      settings,
      { ...settings, ssoUrl: idp.ssoUrl, ...sloOf(idp), certificates, metadataUrl },
      systemDefinitions,
    ),
    unnamed: settings.certificates
      .filter((pem) => !idp.certificates.includes(pem) && new X509Certificate(pem).validToDate > now)
      .map((pem) => certificateLine(pem).replace(/, SHA-256 .*$/, '')),
  };
}
