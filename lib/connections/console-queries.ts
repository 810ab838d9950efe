import { mayOn, type Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { certificateFacts, firstToEnd } from './certificates.ts';
import { isLastForTwo, ownersByConnection, takesNobodyAbove } from './removal.ts';
import { mfaAttributesOf } from './settings.ts';

// An installation has a handful; more than this is no list that anybody reads.
const most = 200;

/** Every connection that the reader may see, by name. */
export async function listConnections(reader: Reader) {
  const rows = await db().connection.findMany({
    where: scopeOf(reader.access, 'read', 'Connection'),
    orderBy: [{ name: 'asc' }, { slug: 'asc' }],
    take: most,
    select: {
      id: true,
      slug: true,
      name: true,
      kind: true,
      entityId: true,
      enabled: true,
      listed: true,
      certificates: true,
      createdAt: true,
      _count: { select: { operators: { where: scopeOf(reader.access, 'read', 'Operator') } } },
    },
  });
  return {
    rows: rows.map(({ _count, certificates, ...row }) => ({
      ...row,
      people: _count.operators,
      certificate: firstToEnd(certificates.map((pem) => certificateFacts(pem, reader.now))),
      certificateCount: certificates.length,
    })),
  };
}
export type ConnectionRow = Awaited<ReturnType<typeof listConnections>>['rows'][number];

/** One connection with both sides' certificates; no private key leaves the database here. Throws `not_found`. */
export async function readConnection(reader: Reader, id: string) {
  const row = await db().connection.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'Connection')] },
    select: {
      id: true,
      slug: true,
      name: true,
      kind: true,
      entityId: true,
      ssoUrl: true,
      sloUrl: true,
      sloBinding: true,
      sloResponseUrl: true,
      enabled: true,
      listed: true,
      mfaContexts: true,
      mfaAttributes: true,
      signatures: true,
      allowsUnsolicited: true,
      asksContext: true,
      forcesAuthn: true,
      authnMaxAgeMinutes: true,
      withoutMfa: true,
      metadataUrl: true,
      version: true,
      certificates: true,
      spCertificate: true,
      encryptionCert: true,
      nextSpCertificate: true,
      nextEncryptionCert: true,
      createdAt: true,
      _count: { select: { operators: { where: scopeOf(reader.access, 'read', 'Operator') } } },
    },
  });
  if (!row) throw notFound('This connection');
  const { _count, certificates, mfaAttributes, ...connection } = row;
  const may = (verb: string) => mayOn(reader.access, `connection.${verb}`, 'Connection', { id });
  return {
    ...connection,
    mfaAttributes: mfaAttributesOf(mfaAttributes),
    people: _count.operators,
    certificates: certificates.map((pem) => certificateFacts(pem, reader.now)),
    ours: {
      signing: certificateFacts(row.spCertificate, reader.now),
      encryption: certificateFacts(row.encryptionCert, reader.now),
    },
    next:
      row.nextSpCertificate && row.nextEncryptionCert
        ? {
            signing: certificateFacts(row.nextSpCertificate, reader.now),
            encryption: certificateFacts(row.nextEncryptionCert, reader.now),
          }
        : null,
    may: {
      enable: may('enable'),
      disable: may('disable'),
      remove: may('remove'),
      edit: may('edit'),
      restore: may('restore'),
      refresh: may('refresh'),
      removeCertificate: may('remove_certificate'),
      keys: may('begin_key_rollover'),
    },
  };
}
export type ConnectionPage = Awaited<ReturnType<typeof readConnection>>;

/** What goes when it is switched off or removed, with today's figures: for those who may do it. */
export async function connectionEffects(reader: Reader, id: string) {
  const open = {
    AND: [
      { pending: false, endedAt: null, endsAt: { gt: reader.now } },
      scopeOf(reader.access, 'read', 'Session'),
    ],
  };
  const elsewhere = { enabled: true, id: { not: id } };
  const [sessions, applications, others, owners, removalNarrows] = await Promise.all([
    db().session.count({ where: { AND: [{ connectionId: id }, open] } }),
    db().application.count({
      where: {
        AND: [{ owner: { is: { connectionId: id } } }, scopeOf(reader.access, 'read', 'Application')],
      },
    }),
    db().connection.count({ where: { AND: [elsewhere, scopeOf(reader.access, 'read', 'Connection')] } }),
    ownersByConnection(db(), reader.now, scopeOf(reader.access, 'read', 'Operator')),
    takesNobodyAbove(db(), reader.access, { connectionId: id, by: reader.operatorId }),
  ]);
  const ownersElsewhere = [...owners].reduce((sum, [at, count]) => (at === id ? sum : sum + count), 0);
  return {
    sessions,
    applications,
    others,
    ownersElsewhere,
    isLastForTwo: isLastForTwo(owners, id),
    removalNarrows,
  };
}
export type ConnectionEffects = Awaited<ReturnType<typeof connectionEffects>>;

/** Active people of other connections, who can take applications over. */
export function successorsOf(reader: Reader, id: string) {
  return db().operator.findMany({
    where: {
      AND: [{ state: 'active', connectionId: { not: id } }, scopeOf(reader.access, 'read', 'Operator')],
    },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: 1000,
  });
}
