import { type Context, change } from '../command.ts';
import { Refusal } from '../errors.ts';
import { open, seal } from '../vault/envelope.ts';
import { auditedKeys, connectionKind } from './kind.ts';
import { requireSeen } from './rules.ts';
import { makeSpKeys } from './service-provider.ts';
import { ChangeKeys } from './settings-schema.ts';

const noNext = {
  nextSpPrivateKey: null,
  nextSpCertificate: null,
  nextEncryptionPrivateKey: null,
  nextEncryptionCert: null,
};

/** Makes our next keys. From now on our metadata names both pairs, and what is encrypted for either is read. */
export const beginKeyRollover = change({
  name: 'connection.begin_key_rollover',
  kind: connectionKind,
  input: ChangeKeys,
  audited: auditedKeys,
  sensitivity: 'critical',
  async run({ tx, keyring, now }, connection, { id, version }) {
    requireSeen(connection.version, version);
    if (connection.nextSpCertificate)
      throw new Refusal('conflict', 'The next keys are made already. Finish with them, or cancel.');
    const { signing, encryption } = await makeSpKeys(connection.slug, now);
    const sealed = (column: string, pem: string) =>
      seal(keyring, { table: 'connection', column, row: id }, pem);
    const data = {
      nextSpPrivateKey: sealed('next_sp_private_key', signing.privateKey),
      nextSpCertificate: signing.certificate,
      nextEncryptionPrivateKey: sealed('next_encryption_private_key', encryption.privateKey),
      nextEncryptionCert: encryption.certificate,
    };
    return store(tx, id, data);
  },
  summary: ({ slug }) => `Next keys of ${slug} made; its metadata names both`,
});

/** From now on we sign with the next key, and the former ones are gone for good. */
export const finishKeyRollover = change({
  name: 'connection.finish_key_rollover',
  kind: connectionKind,
  input: ChangeKeys,
  audited: auditedKeys,
  sensitivity: 'critical',
  async run({ tx, keyring }, connection, { id, version }) {
    requireSeen(connection.version, version);
    const next = await tx.connection.findUniqueOrThrow({
      where: { id },
      select: {
        nextSpPrivateKey: true,
        nextSpCertificate: true,
        nextEncryptionPrivateKey: true,
        nextEncryptionCert: true,
      },
    });
    if (
      !next.nextSpPrivateKey ||
      !next.nextSpCertificate ||
      !next.nextEncryptionPrivateKey ||
      !next.nextEncryptionCert
    )
      throw notBegun();
    // A sealed key is bound to its column, so that no row can be made to use one in the place of another.
    const moved = (to: string, sealed: string) => {
      const pem = open(keyring, { table: 'connection', column: `next_${to}`, row: id }, sealed);
      return seal(keyring, { table: 'connection', column: to, row: id }, pem);
    };
    const data = {
      spPrivateKey: moved('sp_private_key', next.nextSpPrivateKey),
      spCertificate: next.nextSpCertificate,
      encryptionPrivateKey: moved('encryption_private_key', next.nextEncryptionPrivateKey),
      encryptionCert: next.nextEncryptionCert,
      ...noNext,
    };
    return store(tx, id, data);
  },
  summary: ({ slug }) => `Keys of ${slug} replaced by the next ones`,
});

/** Forgets the next keys; nothing that is in use changes. */
export const cancelKeyRollover = change({
  name: 'connection.cancel_key_rollover',
  kind: connectionKind,
  input: ChangeKeys,
  audited: auditedKeys,
  sensitivity: 'critical',
  async run({ tx }, connection, { id, version }) {
    requireSeen(connection.version, version);
    if (!connection.nextSpCertificate) throw notBegun();
    return store(tx, id, noNext);
  },
  summary: ({ slug }) => `Next keys of ${slug} forgotten; the present ones stay`,
});

function notBegun(): Refusal {
  return new Refusal('conflict', 'No next keys are made for this connection. Begin with them.');
}

// A new version, so that every process opens the keys anew, and a test sign-in says which ones it was made with.
async function store(tx: Context['tx'], id: string, data: object): Promise<{ id: string; version: number }> {
  return tx.connection.update({
    where: { id },
    data: { ...data, version: { increment: 1 } },
    select: { id: true, version: true },
  });
}
