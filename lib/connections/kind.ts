import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { settingColumns } from './versions.ts';

function find(tx: Tx, where: WhereOf<'Connection'>) {
  return tx.connection.findFirst({
    where,
    select: {
      ...settingColumns,
      id: true,
      slug: true,
      kind: true,
      enabled: true,
      spCertificate: true,
      encryptionCert: true,
      nextSpCertificate: true,
      nextEncryptionCert: true,
      version: true,
    },
  });
}
export type Subject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const connectionKind: Kind<'Connection', Subject> = {
  model: 'Connection',
  table: 'connection',
  noun: 'This connection',
  find,
  label: (connection) => connection.slug,
};

const idp = [
  'entityId',
  'ssoUrl',
  'sloUrl',
  'sloBinding',
  'sloResponseUrl',
  'certificates',
  'metadataUrl',
] as const;
const policy = [
  'mfaContexts',
  'mfaAttributes',
  'signatures',
  'allowsUnsolicited',
  'asksContext',
  'forcesAuthn',
  'authnMaxAgeMinutes',
  'withoutMfa',
] as const;
const people = ['mapping', 'provisioning', 'roleCeiling', 'emailDomains', 'linksByEmail'] as const;

/** What the trail keeps of a connection before and after. */
export const auditedState = ['slug', 'name', 'kind', ...idp, 'enabled', 'listed', ...policy] as const;
export const auditedPolicy = ['name', 'listed', 'metadataUrl', ...policy, 'version'] as const;
export const auditedIdp = [...idp, 'version'] as const;
export const auditedSettings = ['name', 'listed', ...idp, ...policy, ...people, 'version'] as const;
export const auditedKeys = [
  'spCertificate',
  'encryptionCert',
  'nextSpCertificate',
  'nextEncryptionCert',
  'version',
] as const;
