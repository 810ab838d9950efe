/** Connections in the states that their commands need, each with an input that must succeed. */
import { randomUUID, X509Certificate } from 'node:crypto';
import { digestOfMetadata, readIdpMetadata } from '#lib/connections/metadata.ts';
import { db } from '#lib/db/client.ts';
import { commands } from '#lib/registry.ts';
import { must } from '#prisma/factories.ts';
import { metadataOf } from './world.ts';

const reason = 'for this test';

export async function anIdp({ enable = true }: { enable?: boolean } = {}) {
  const slug = `c${randomUUID().slice(0, 8)}`;
  const metadata = await metadataOf(`https://${slug}.example.com`);
  return must(commands.addConnection, { slug, name: slug, metadata, enable });
}

export const policy = {
  version: 1,
  name: 'Edited',
  listed: true,
  metadataUrl: null,
  mfaContexts: ['https://refeds.org/profile/mfa'],
  mfaAttributes: [{ name: 'amr', values: ['mfa'] }],
  signatures: 'both',
  allowsUnsolicited: false,
  asksContext: false,
  forcesAuthn: true,
  authnMaxAgeMinutes: 60,
  withoutMfa: 'ask',
} as const;

/** `connection.edit` of a new connection. */
export async function toEdit() {
  return { id: (await anIdp()).id, ...policy, reason };
}

/** `connection.restore` of the first version of one that was edited. */
export async function toRestore() {
  const { id, version } = await must(commands.editConnection, await toEdit());
  return { id, version, former: 1, reason };
}

/** `connection.refresh` with a new certificate of the same IdP. */
export async function toRefresh(of?: { id: string; version: number }) {
  const { id, version } = of ?? { id: (await anIdp()).id, version: 1 };
  const { entityId } = await db().connection.findUniqueOrThrow({ where: { id } });
  const metadata = await metadataOf(entityId.replace(/\/metadata$/, ''));
  const digest = digestOfMetadata(readIdpMetadata(metadata, new Date()));
  return { id, version, metadata, digest, reason };
}

/** `connection.remove_certificate` of the second one. */
export async function toRemoveCertificate() {
  const { id, version } = await must(commands.refreshConnection, await toRefresh());
  const { certificates } = await db().connection.findUniqueOrThrow({ where: { id } });
  return { id, version, fingerprint: new X509Certificate(certificates[1] ?? '').fingerprint256, reason };
}

/** `connection.begin_key_rollover` of a new connection. */
export async function toBegin() {
  return { id: (await anIdp()).id, version: 1, reason };
}

/** `connection.finish_key_rollover`, or cancel, of one whose next keys are made. */
export async function toFinish() {
  return { ...(await must(commands.beginKeyRollover, await toBegin())), reason };
}
