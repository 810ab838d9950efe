/** Promise: two people mend how a provider is known and judged; who gets which right by it stays as it is. */
import { X509Certificate } from 'node:crypto';
import { type Context, change } from '../command.ts';
import { sharesCertificate } from '../connections/development.ts';
import { auditedSettings, connectionKind, type Subject } from '../connections/kind.ts';
import { readCertificate } from '../connections/read-certificate.ts';
import { isDevIdp } from '../connections/rules.ts';
import { changeSettings, readSettings, type Settings } from '../connections/settings.ts';
import { requireValidOne, trustedAnew } from '../connections/trusted-certificates.ts';
import { Refusal } from '../errors.ts';
import * as schema from './schema.ts';

/** From here on this certificate alone signs for the provider. The former settings are kept as a version. */
export const replaceCertificate = change({
  name: 'connection.replace_certificate',
  kind: connectionKind,
  input: schema.ReplaceCertificate,
  audited: auditedSettings,
  sensitivity: 'critical',
  async run(cx, connection, { version, certificate: text }) {
    requireSeen(connection, version);
    const certificate = readPasted(text, cx.now);
    const certificates = [certificate.toString()];
    await requireNoDev(cx, connection, { ...connection, certificates });
    requireValidOne(certificates, { enabled: connection.enabled, now: cx.now });
    await changeSettings(cx, connection.id, { certificates });
    return { id: connection.id, fingerprint: certificate.fingerprint256 };
  },
  summary: (connection, { fingerprint }) => `Certificate of ${connection.slug} replaced by ${fingerprint}`,
});

/** What an earlier version brings back; mapping, provisioning and ceilings are not among them: they would be grants. */
const broughtBack = [
  'entityId',
  'ssoUrl',
  'sloUrl',
  'sloBinding',
  'sloResponseUrl',
  'certificates',
  'mfaContexts',
  'mfaAttributes',
  'signatures',
  'asksContext',
  'forcesAuthn',
  'authnMaxAgeMinutes',
  'withoutMfa',
] as const satisfies readonly (keyof Settings)[];

export const restoreProvider = change({
  name: 'connection.restore_provider',
  kind: connectionKind,
  input: schema.RestoreProvider,
  audited: auditedSettings,
  sensitivity: 'critical',
  async run(cx, connection, { version, former }) {
    requireSeen(connection, version);
    const settings = await formerSettings(cx, connection.id, former);
    await requireNoDev(cx, connection, settings);
    requireValidOne(settings.certificates, { enabled: connection.enabled, now: cx.now });
    const wanted = Object.fromEntries(broughtBack.map((column) => [column, settings[column]]));
    // What nobody asked for is taken by a setting that somebody slipped in no longer, and by none that comes back.
    const allowsUnsolicited = connection.allowsUnsolicited && settings.allowsUnsolicited;
    await changeSettings(cx, connection.id, { ...(wanted as Partial<Settings>), allowsUnsolicited });
    return { id: connection.id, former, anew: trustedAnew(connection.certificates, settings.certificates) };
  },
  summary: (connection, { former, anew }) =>
    `Provider of ${connection.slug} as it was in version ${former}${anew.length > 0 ? `; trusted again is SHA-256 ${anew.join(' and ')}` : ''}`,
});

async function formerSettings({ tx }: Context, connectionId: string, version: number): Promise<Settings> {
  const kept = await tx.connectionVersion.findUnique({
    where: { connectionId_version: { connectionId, version } },
    select: { settings: true },
  });
  if (!kept) throw new Refusal('conflict', 'This connection has no such earlier version.');
  return readSettings(kept.settings);
}

// Both people saw one state; a change that somebody made since would be undone unseen.
function requireSeen(connection: { version: number }, version: number): void {
  if (connection.version !== version)
    throw new Refusal('conflict', 'Somebody changed this connection meanwhile. Look at it again.');
}

/** Reads one PEM certificate, or its bare base64, and says what is wrong with it. */
export function readPasted(text: string, now: Date): X509Certificate {
  const read = readCertificate(text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, ''), now);
  if (read.fault === null) return read.certificate;
  if (read.fault === 'ended') throw wrong(`It ended on ${read.on.toISOString().slice(0, 10)}.`);
  throw wrong(faults[read.fault]);
}

const faults = {
  unreadable: 'This is no certificate. Paste one from “BEGIN CERTIFICATE” to “END CERTIFICATE”.',
  weak: 'Its key is weak: RSA of at least 2048 bits, or the curve P-256, P-384 or P-521.',
};

// Whoever can read the development IdP's page could sign in as anybody.
async function requireNoDev(
  { tx }: Context,
  { kind }: Subject,
  idp: { entityId: string; ssoUrl: string; certificates: string[] },
): Promise<void> {
  const subjects = idp.certificates.map((pem) => new X509Certificate(pem).subject);
  if (kind !== 'dev' && (isDevIdp({ ...idp, subjects }) || (await sharesCertificate(tx, idp.certificates))))
    throw wrong('This is the development provider’s certificate.');
}

function wrong(sentence: string): Refusal {
  return new Refusal('invalid', 'Correct the marked fields.', { certificate: sentence });
}
