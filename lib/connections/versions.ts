import type { Context } from '../command.ts';

/** What an edit may change, and so what a version keeps; no key of ours is among them. */
export const settingColumns = {
  name: true,
  listed: true,
  entityId: true,
  ssoUrl: true,
  sloUrl: true,
  sloBinding: true,
  sloResponseUrl: true,
  certificates: true,
  metadataUrl: true,
  mfaContexts: true,
  signatures: true,
  allowsUnsolicited: true,
  asksContext: true,
  forcesAuthn: true,
  mfaAttributes: true,
  authnMaxAgeMinutes: true,
  withoutMfa: true,
  mapping: true,
  provisioning: true,
  roleCeiling: true,
  emailDomains: true,
  linksByEmail: true,
} as const;

/** Called inside `run` only, before the change: keeps the connection as it was. */
export async function keepFormer({ tx, actor, now }: Context, connectionId: string): Promise<void> {
  const { version, ...settings } = await tx.connection.findUniqueOrThrow({
    where: { id: connectionId },
    select: { ...settingColumns, version: true },
  });
  await tx.connectionVersion.create({
    data: {
      connectionId,
      version,
      settings: JSON.parse(JSON.stringify(settings)),
      replacedAt: now,
      replacedBy: actor.name,
    },
    select: { id: true },
  });
}
