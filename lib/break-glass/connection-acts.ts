/** Promise: two people mend how a provider is known and judged; who gets which right by it stays as it is. */
import { X509Certificate } from 'node:crypto';
import { type Context, change } from '../command.ts';
import { auditedSettings, connectionKind } from '../connections/kind.ts';
import { isDevIdp } from '../connections/rules.ts';
import { changeSettings, readSettings, type Settings } from '../connections/settings.ts';
import { trustedAnew } from '../connections/trusted-certificates.ts';
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
    const certificate = readCertificate(text, cx.now);
    const { entityId, ssoUrl, kind } = connection;
    // Whoever can read the development IdP's page could sign in as anybody.
    if (kind !== 'dev' && isDevIdp({ entityId, ssoUrl, subjects: [certificate.subject] }))
      throw wrong('This is the development provider’s certificate.');
    await changeSettings(cx, connection.id, { certificates: [certificate.toString()] });
    return { id: connection.id, fingerprint: certificate.fingerprint256 };
  },
  summary: (connection, { fingerprint }) => `Certificate of ${connection.slug} replaced by ${fingerprint}`,
});

/** What an earlier version brings back; mapping, provisioning and ceilings are not among them: they would be grants. */
const broughtBack = [
  'entityId',
  'ssoUrl',
  'sloUrl',
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
    const wanted = Object.fromEntries(broughtBack.map((column) => [column, settings[column]]));
    await changeSettings(cx, connection.id, wanted as Partial<Settings>);
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
export function readCertificate(text: string, now: Date): X509Certificate {
  const body = text.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');
  let certificate: X509Certificate;
  try {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw new Error('not base64');
    certificate = new X509Certificate(Buffer.from(body, 'base64'));
  } catch {
    throw wrong('This is no certificate. Paste one from “BEGIN CERTIFICATE” to “END CERTIFICATE”.');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  if (!(type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) && type !== 'ec')
    throw wrong('Its key is weak: RSA of at least 2048 bits, or an elliptic curve.');
  if (certificate.validToDate <= now)
    throw wrong(`It ended on ${certificate.validToDate.toISOString().slice(0, 10)}.`);
  return certificate;
}

function wrong(sentence: string): Refusal {
  return new Refusal('invalid', 'Correct the marked fields.', { certificate: sentence });
}
