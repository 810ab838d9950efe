import { change } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { sharesCertificate } from './development.ts';
import { auditedIdp, auditedPolicy, auditedSettings, connectionKind } from './kind.ts';
import {
  broughtBackBy,
  endWhatCannotCome,
  requireInsideCeiling,
  requireOwnDomains,
} from './mapping-effects.ts';
import { storedMapping } from './mapping-schema.ts';
import { digestOfMetadata, Metadata, requireCurrentCertificates, sloOf } from './metadata.ts';
import { requireProvenWithout } from './removal.ts';
import { isDevIdp, requireSameIdp, requireSeen } from './rules.ts';
import { changeSettings, readSettings } from './settings.ts';
import * as schema from './settings-schema.ts';
import {
  fingerprintsOf,
  requireValidOne,
  trustedAfter,
  trustedAnew,
  without,
} from './trusted-certificates.ts';

/** How it is called, what it demands of a response, and what counts as a second factor. */
export const editConnection = change({
  name: 'connection.edit',
  kind: connectionKind,
  input: schema.EditConnection,
  audited: auditedPolicy,
  sensitivity: 'critical',
  async run(cx, connection, { id, version: seen, reason: _, ...settings }) {
    requireSeen(connection.version, seen);
    const { version } = await changeSettings(cx, id, settings);
    return { id, version };
  },
  summary: ({ slug }, { version }) => `Settings of ${slug} changed; it is version ${version} now`,
});

/** Brings back how a former version was set; what stands now is kept as a former version in its turn. */
export const restoreConnection = change({
  name: 'connection.restore',
  kind: connectionKind,
  input: schema.RestoreConnection,
  // It may take mapped roles away, an account owner's among them.
  serial: 'owner-floor',
  audited: auditedSettings,
  sensitivity: 'critical',
  // Otherwise a mapping that an owner took away would come back by the word of somebody who may not write it.
  permits: async (cx, { id }, { former }) => requireInsideCeiling(cx, await formerOf(cx.tx, id, former)),
  async run(cx, connection, { id, version: seen, former }) {
    requireSeen(connection.version, seen);
    const { tx, now } = cx;
    const settings = broughtBackBy(await formerOf(tx, id, former), connection, cx.actor.id);
    requireValidOne(settings.certificates, { enabled: connection.enabled, now });
    await requireOwnDomains(cx, id, settings.emailDomains);
    const { version } = await changeSettings(cx, id, settings);
    await endWhatCannotCome(cx, id, storedMapping(settings.mapping), settings);
    return { id, version, former, anew: trustedAnew(connection.certificates, settings.certificates) };
  },
  summary: ({ slug }, { former, version, anew }) =>
    `Version ${former} of ${slug} restored; it is version ${version} now${anew.length > 0 ? `, and trusts again SHA-256 ${anew.join(' and ')}` : ''}`,
});

/** Takes addresses and certificates from the IdP's metadata, exactly those that were shown beforehand. */
export const refreshConnection = change({
  name: 'connection.refresh',
  kind: connectionKind,
  input: schema.RefreshConnection.extend({ metadata: Metadata }),
  audited: auditedIdp,
  sensitivity: 'critical',
  async run(cx, connection, { id, version: seen, digest, metadata, keepsFormer, metadataUrl }) {
    requireSeen(connection.version, seen);
    if (digestOfMetadata(metadata) !== digest)
      throw new Refusal('conflict', 'This is not the metadata that was shown. Look at the difference again.');
    requireSameIdp(connection.entityId, metadata.entityId);
    requireCurrentCertificates(metadata, cx.now);
    // A development IdP lets anybody sign in as anybody: a connection of people must not come to trust one.
    if (
      connection.kind === 'saml' &&
      (isDevIdp(metadata) || (await sharesCertificate(cx.tx, metadata.certificates)))
    )
      throw wrong('This metadata is of a development IdP, where anybody signs in as anybody.');
    const { ssoUrl } = metadata;
    const certificates = trustedAfter(metadata.certificates, connection.certificates, {
      keepsFormer,
      now: cx.now,
    });
    requireValidOne(certificates, { enabled: connection.enabled, now: cx.now });
    const addresses = { ssoUrl, ...sloOf(metadata), ...(metadataUrl !== undefined && { metadataUrl }) };
    const { version } = await changeSettings(cx, id, { ...addresses, certificates });
    return { id, version, certificates: certificates.length };
  },
  summary: ({ slug }, { certificates }) =>
    `Metadata of ${slug} refreshed; ${certificates === 1 ? '1 certificate is' : `${certificates} certificates are`} trusted`,
});

export const removeCertificate = change({
  name: 'connection.remove_certificate',
  kind: connectionKind,
  input: schema.RemoveCertificate,
  serial: 'owner-floor',
  audited: auditedIdp,
  narrows: true,
  sensitivity: 'critical',
  async run(cx, connection, { id, version: seen, fingerprint }) {
    requireSeen(connection.version, seen);
    const certificates = without(connection.certificates, fingerprint);
    if (certificates.length === connection.certificates.length)
      throw new Refusal('conflict', 'This connection trusts no such certificate. Nothing was changed.');
    requireValidOne(certificates, { enabled: connection.enabled, now: cx.now });
    if (connection.enabled && connection.kind === 'saml')
      await requireProvenWithout(cx, id, fingerprintsOf(certificates));
    const { version } = await changeSettings(cx, id, { certificates });
    return { id, version, fingerprint };
  },
  summary: ({ slug }, { fingerprint }) => `Certificate ${fingerprint.slice(0, 23)}… of ${slug} removed`,
});

async function formerOf(tx: Tx, connectionId: string, version: number) {
  const kept = await tx.connectionVersion.findUnique({
    where: { connectionId_version: { connectionId, version } },
    select: { settings: true },
  });
  if (!kept) throw new Refusal('conflict', 'This connection has no such former version.');
  return readSettings(kept.settings);
}

function wrong(sentence: string): Refusal {
  return new Refusal('invalid', sentence, { metadata: sentence });
}
