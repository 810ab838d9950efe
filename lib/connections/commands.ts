import { randomUUID } from 'node:crypto';
import { requireOwnerFloor } from '../assignments/effects.ts';
import { endSessions } from '../auth/effects.ts';
import { type Context, change, creation } from '../command.ts';
import { Refusal } from '../errors.ts';
import { seal } from '../vault/envelope.ts';
import { sharesCertificate } from './development.ts';
import { auditedState as audited, connectionKind } from './kind.ts';
import { Metadata, requireCurrentCertificates } from './metadata.ts';
import { handApplicationsOver, removePeople, requireAnotherEntrance, takesNobodyAbove } from './removal.ts';
import { isDevIdp, notTested, requireNoDevIdp } from './rules.ts';
import * as schema from './schema.ts';
import { makeSpKeys } from './service-provider.ts';
import { isTested } from './test-queries.ts';

const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);
const sessions = (count: number) => (count === 1 ? '1 session' : `${count} sessions`);

/** Adds an IdP by its metadata, with a signing and an encryption key of its own. */
export const addConnection = creation({
  name: 'connection.add',
  kind: connectionKind,
  input: schema.AddConnection.extend({ metadata: Metadata }),
  audited,
  sensitivity: 'critical',
  async create({ tx, now, actor }, input) {
    // Otherwise a slip in pasted metadata would open the console to whoever wrote it, in one step.
    if (input.enable && actor.kind === 'operator')
      throw new Refusal('invalid', 'A connection is added switched off. Enable it in a step of its own.', {
        enable: 'Add it first, then enable it.',
      });
    requireProvable(input);
    const idp = input.metadata;
    requireCurrentCertificates(idp, now);
    const taken = await tx.connection.findUnique({ where: { slug: input.slug }, select: { id: true } });
    if (taken)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        slug: 'Another connection has this short name.',
      });
    const dev = isDevIdp(idp) || (await sharesCertificate(tx, idp.certificates));
    if (dev) requireNoDevIdp(idp);
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
        metadataUrl: input.metadataUrl,
        mfaContexts: input.mfaContexts,
        mfaAttributes: input.mfaAttributes,
        signatures: input.signatures,
        asksContext: input.asksContext,
        withoutMfa: input.withoutMfa,
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
    `Connection ${c.slug} added${c.enabled ? ' and enabled without a test sign-in' : ''}${c.kind === 'dev' ? ' (development IdP)' : ''}`,
});

export const enableConnection = change({
  name: 'connection.enable',
  kind: connectionKind,
  input: schema.EnableConnection,
  audited,
  sensitivity: 'critical',
  async run({ tx, actor }, connection) {
    if (connection.enabled)
      throw new Refusal('conflict', 'This connection is enabled already. Nothing was changed.');
    const tested = await isTested(tx, connection.id, connection.version);
    // What nobody has gone through may lock everybody out, or let in whom nobody looked at.
    if (!tested && actor.kind === 'operator') throw new Refusal('conflict', notTested);
    await tx.connection.update({
      where: { id: connection.id },
      data: { enabled: true },
    });
    return { id: connection.id, tested };
  },
  summary: (connection, { tested }) =>
    `Connection ${connection.slug} enabled${tested ? '' : ' without a test sign-in'}`,
});

/** Nobody signs in through it any more, and whoever did is signed out. */
export const disableConnection = change({
  name: 'connection.disable',
  kind: connectionKind,
  input: schema.DisableConnection,
  serial: 'owner-floor',
  audited,
  narrows: true,
  sensitivity: 'critical',
  async run(cx, connection) {
    if (!connection.enabled)
      throw new Refusal('conflict', 'This connection is disabled already. Nothing was changed.');
    await requireAnotherEntrance(cx, connection.id);
    await cx.tx.connection.update({
      where: { id: connection.id },
      data: { enabled: false },
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
  narrows: async ({ tx, access, actor }, { id }) =>
    actor.kind !== 'operator' || takesNobodyAbove(tx, access, { connectionId: id, by: actor.id }),
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

function requireProvable({
  mfaContexts,
  mfaAttributes,
  withoutMfa,
}: Pick<schema.AddConnection, 'mfaContexts' | 'mfaAttributes' | 'withoutMfa'>): void {
  if (mfaContexts.length === 0 && mfaAttributes.length === 0 && withoutMfa === 'refuse')
    throw new Refusal('invalid', 'Correct the marked fields.', {
      mfaContexts: 'Name at least one context or attribute that proves MFA, or let Gatehouse ask.',
    });
}
