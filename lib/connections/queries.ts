import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { env, isLoopbackOnly } from '../env.ts';
import { certificateFacts, firstToEnd } from './certificates.ts';
import { settingColumns } from './versions.ts';

export interface Entrance {
  slug: string;
  name: string;
  kind: 'saml' | 'dev';
}

/** A connection as sign-in needs it; the private keys are sealed. */
export interface SignInConnection {
  id: string;
  slug: string;
  name: string;
  kind: 'saml' | 'dev';
  entityId: string;
  ssoUrl: string;
  sloUrl: string | null;
  /** redirect, post */
  sloBinding: string;
  /** Where our logout answers go; null: to `sloUrl`. */
  sloResponseUrl: string | null;
  certificates: string[];
  enabled: boolean;
  mfaContexts: string[];
  spPrivateKey: string;
  spCertificate: string;
  encryptionPrivateKey: string;
  encryptionCert: string;
  nextSpPrivateKey: string | null;
  nextSpCertificate: string | null;
  nextEncryptionPrivateKey: string | null;
  nextEncryptionCert: string | null;
  signatures: string;
  allowsUnsolicited: boolean;
  asksContext: boolean;
  forcesAuthn: boolean;
  mfaAttributes: unknown;
  authnMaxAgeMinutes: number;
  withoutMfa: string;
  mapping: unknown;
  provisioning: string;
  roleCeiling: string[];
  emailDomains: string[];
  linksByEmail: boolean;
  causedBy: string;
  version: number;
}

/** What the sign-in page offers: a development IdP only where it can be reached from this machine alone. */
export async function listEntrances(): Promise<Entrance[]> {
  return db().connection.findMany({
    where: { enabled: true, listed: true, ...(isLoopbackOnly(env()) ? {} : { kind: 'saml' as const }) },
    select: { slug: true, name: true, kind: true },
    orderBy: [{ name: 'asc' }, { slug: 'asc' }],
  });
}

export async function connectionBySlug(slug: string): Promise<SignInConnection | null> {
  return db().connection.findUnique({
    where: { slug },
    select: {
      ...settingColumns,
      id: true,
      slug: true,
      kind: true,
      enabled: true,
      spPrivateKey: true,
      spCertificate: true,
      encryptionPrivateKey: true,
      encryptionCert: true,
      nextSpPrivateKey: true,
      nextSpCertificate: true,
      nextEncryptionPrivateKey: true,
      nextEncryptionCert: true,
      causedBy: true,
      version: true,
    },
  });
}

/**
 * A sentence when a development IdP is connected to a console that others can reach, else null. Whoever can read
 * that IdP's page can sign in as anybody, so start and `doctor` stop at it.
 */
export async function devConnectionProblem(): Promise<string | null> {
  if (isLoopbackOnly(env())) return null;
  const found = await db().connection.findFirst({
    where: { kind: 'dev' },
    select: { slug: true },
    orderBy: { slug: 'asc' },
  });
  return (
    found &&
    `The connection ${found.slug} is the development IdP, where anybody signs in as anybody, and this console can be reached from other machines. Remove it: npx gatehouse connection remove --name ${found.slug} --recovery`
  );
}

/** Enabled IdPs that the reader may see, with the certificate of each side that ends first, and whether they are tested. */
export async function enabledIdps(reader: Reader) {
  const rows = await db().connection.findMany({
    where: { AND: [{ enabled: true }, scopeOf(reader.access, 'read', 'Connection')] },
    select: {
      id: true,
      name: true,
      kind: true,
      version: true,
      certificates: true,
      spCertificate: true,
      encryptionCert: true,
      tests: { where: { passed: true }, select: { version: true }, orderBy: { version: 'desc' }, take: 1 },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ certificates, spCertificate, encryptionCert, tests, kind, ...row }) => {
    const facts = certificates.map((pem) => certificateFacts(pem, reader.now));
    return {
      ...row,
      certificate: firstToEnd(facts),
      hasNext: facts.some(({ nearness }) => nearness === 'far'),
      ours: firstToEnd([spCertificate, encryptionCert].map((pem) => certificateFacts(pem, reader.now))),
      // The development IdP comes with this machine; nobody could answer for another one by it.
      isTested: kind === 'dev' || tests[0]?.version === row.version,
    };
  });
}

/** Where an IdP's metadata was last read; null where it was a file or a paste. */
export async function metadataAddressOf(slug: string): Promise<string | null> {
  const row = await db().connection.findUnique({ where: { slug }, select: { metadataUrl: true } });
  return row?.metadataUrl ?? null;
}
