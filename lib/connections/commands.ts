import { randomUUID } from 'node:crypto';
import type { WhereOf } from '../access/scope.ts';
import { requireOwnerFloor } from '../assignments/effects.ts';
import { endSessions } from '../auth/effects.ts';
import { type Context, change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { seal } from '../vault/envelope.ts';
import { readIdpMetadata } from './metadata.ts';
import { handApplicationsOver, removePeople, requireAnotherEntrance } from './removal.ts';
import { isDevIdp } from './rules.ts';
import * as schema from './schema.ts';
import { makeSpKeys } from './service-provider.ts';

function find(tx: Tx, where: WhereOf<'Connection'>) {
  return tx.connection.findFirst({
    where,
    select: {
      id: true,
      slug: true,
      name: true,
      kind: true,
      entityId: true,
      ssoUrl: true,
      sloUrl: true,
      certificates: true,
      enabled: true,
      listed: true,
      mfaContexts: true,
      version: true,
    },
  });
}

const connectionKind: Kind<'Connection', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Connection',
  table: 'connection',
  noun: 'This connection',
  find,
  label: (connection) => connection.slug,
};
const audited = [
  'slug',
  'name',
  'kind',
  'entityId',
  'ssoUrl',
  'sloUrl',
  'certificates',
  'enabled',
  'listed',
  'mfaContexts',
] as const;
const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);
const sessions = (count: number) => (count === 1 ? '1 session' : `${count} sessions`);

/** Adds an IdP by its metadata, with a signing and an encryption key of its own. */
export const addConnection = creation({
  name: 'connection.add',
  kind: connectionKind,
  input: schema.AddConnection,
  audited,
  sensitivity: 'critical',
  async create({ tx, now, actor }, input) {
    // Otherwise a slip in pasted metadata would open the console to whoever wrote it, in one step.
    if (input.enable && actor.kind === 'operator')
      throw new Refusal('invalid', 'A connection is added switched off. Enable it in a step of its own.', {
        enable: 'Add it first, then enable it.',
      });
    const idp = readIdpMetadata(input.metadata, now);
    const taken = await tx.connection.findUnique({ where: { slug: input.slug }, select: { id: true } });
    if (taken)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        slug: 'Another connection has this short name.',
      });
    const dev = isDevIdp(idp) || (await sharesCertificate(tx, idp.certificates));
    return { ...idp, kind: dev ? ('dev' as const) : ('saml' as const) };
  },
  async run({ tx, actor, keyring, now }, wouldBe, input) {
    const id = randomUUID();
    const { signing, encryption } = await makeSpKeys(input.slug, now);
    const sealed = (column: string, pem: string) =>
      seal(keyring, { table: 'connection', column, row: id }, pem);
    const { subjects: _, ...idp } = wouldBe;
    return tx.connection.create({
      data: {
        ...idp,
        id,
        slug: input.slug,
        name: input.name,
        enabled: input.enable,
        listed: input.listed,
        mfaContexts: input.mfaContexts,
        spPrivateKey: sealed('sp_private_key', signing.privateKey),
        spCertificate: signing.certificate,
        encryptionPrivateKey: sealed('encryption_private_key', encryption.privateKey),
        encryptionCert: encryption.certificate,
        causedBy: actor.id,
      },
      select: { id: true, slug: true, kind: true, enabled: true },
    });
  },
  summary: (c) =>
    `Connection ${c.slug} added${c.enabled ? ' and enabled' : ''}${c.kind === 'dev' ? ' (development IdP)' : ''}`,
});

export const enableConnection = change({
  name: 'connection.enable',
  kind: connectionKind,
  input: schema.EnableConnection,
  audited,
  sensitivity: 'critical',
  async run({ tx }, connection) {
    if (connection.enabled)
      throw new Refusal('conflict', 'This connection is enabled already. Nothing was changed.');
    await tx.connection.update({
      where: { id: connection.id },
      data: { enabled: true, version: { increment: 1 } },
    });
    return { id: connection.id };
  },
  summary: (connection) => `Connection ${connection.slug} enabled`,
});

/** Nobody signs in through it any more, and whoever did is signed out. */
export const disableConnection = change({
  name: 'connection.disable',
  kind: connectionKind,
  input: schema.DisableConnection,
  serial: 'owner-floor',
  audited,
  sensitivity: 'critical',
  async run(cx, connection) {
    if (!connection.enabled)
      throw new Refusal('conflict', 'This connection is disabled already. Nothing was changed.');
    await requireAnotherEntrance(cx, connection.id);
    await cx.tx.connection.update({
      where: { id: connection.id },
      data: { enabled: false, version: { increment: 1 } },
    });
    const ended = await endSessions(cx.tx, { connectionId: connection.id }, cx.now);
    await requireOwners(cx);
    return { id: connection.id, sessions: ended };
  },
  summary: (connection, result) =>
    `Connection ${connection.slug} disabled, ${sessions(result.sessions)} ended`,
});

/** Removes a connection with the people who can only come in through it. */
export const removeConnection = change({
  name: 'connection.remove',
  kind: connectionKind,
  input: schema.RemoveConnection,
  serial: 'owner-floor',
  leaves: true,
  audited,
  sensitivity: 'critical',
  async run(cx, connection, input) {
    if (connection.enabled) await requireAnotherEntrance(cx, connection.id);
    const applications = await handApplicationsOver(cx, connection.id, input.successorId);
    const removed = await removePeople(cx.tx, connection.id);
    await cx.tx.connection.delete({ where: { id: connection.id }, select: { id: true } });
    await requireOwners(cx);
    return { id: connection.id, people: removed, applications };
  },
  summary: (connection, result) =>
    `Connection ${connection.slug} removed with ${people(result.people)}${result.applications > 0 ? `; ${result.applications} of their applications handed over` : ''}`,
});

// The command line ends what nobody can sign in through any more, so it is not held by the floor.
async function requireOwners({ tx, actor, now }: Context): Promise<void> {
  if (actor.kind !== 'cli') await requireOwnerFloor(tx, now);
}

// A development IdP that changed its name is known by the certificate it had before.
async function sharesCertificate(tx: Tx, certificates: string[]): Promise<boolean> {
  const known = await tx.connection.findFirst({
    where: { kind: 'dev', certificates: { hasSome: certificates } },
    select: { id: true },
  });
  return known !== null;
}
