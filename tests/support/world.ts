import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { accessOfOperator, type Reader } from '#lib/access/ability.ts';
import type { Actor } from '#lib/access/actor.ts';
import type { Role } from '#lib/access/roles.ts';
import { connect, type Database, db, setDatabase } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { setKeyring } from '#lib/keyring.ts';
import { prepareKeyring } from '#lib/keyrings/register.ts';
import { makeConnection, makeOperator, makeSession } from '#prisma/factories.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

export interface Person {
  id: string;
  actor: Actor & { kind: 'operator' };
}

export interface World {
  database: FreshDatabase;
  dataDir: string;
  /** One person per role, made on first use. */
  person(role: Role): Promise<Person>;
  /** Somebody else of that role. */
  another(role: Role, environmentId?: 'production' | 'sandbox'): Promise<Person>;
  reader(person: Person, environment?: string): Promise<Reader>;
}

/** A migrated database of its own, a keyring and one connection, for a whole test file. */
export function world(): World {
  const people = new Map<Role, Person>();
  const made = {
    async another(role: Role, environmentId?: 'production' | 'sandbox') {
      return personOf((await makeOperator({ role, ...(environmentId && { environmentId }) })).id);
    },
    async person(role: Role) {
      const known = people.get(role) ?? (await made.another(role));
      people.set(role, known);
      return known;
    },
    async reader(person: Person, environment = 'production') {
      const now = new Date();
      const { access } = await accessOfOperator(db(), person.id, now);
      return { access, operatorId: person.id, environment, now };
    },
  } as World;
  let client: Database;
  beforeAll(async () => {
    made.database = await freshDatabase();
    made.dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-world-'));
    setEnv({
      DATA_DIR: made.dataDir,
      DATABASE_URL: made.database.appUrl,
      DATABASE_MIGRATE_URL: made.database.ownerUrl,
      DATABASE_GATE_URL: made.database.gateUrl,
    });
    client = connect(made.database.appUrl);
    setDatabase(client);
    setKeyring(undefined);
    await prepareKeyring();
    await makeConnection({ slug: 'dev', metadata: await metadataOf('http://127.0.0.1:7000') });
  });
  afterAll(async () => {
    await client?.$disconnect();
    await made.database?.drop();
    rmSync(made.dataDir, { recursive: true, force: true });
  });
  return made;
}

/** The actor of an operator with an open session, who proved a second factor just now, or `minutesAgo`. */
export async function personOf(id: string, minutesAgo = 0): Promise<Person> {
  const operator = await db().operator.findUniqueOrThrow({ where: { id } });
  const session = operator.state === 'active' ? await makeSession(id, { minutesAgo }) : null;
  return {
    id,
    actor: {
      kind: 'operator',
      id,
      name: operator.name,
      sessionId: session?.id ?? '00000000-0000-7000-8000-000000000000',
      proofAt: new Date(Date.now() - minutesAgo * 60_000),
      proofContext: 'https://refeds.org/profile/mfa',
    },
  };
}

/** Metadata of an IdP with a real, fresh certificate. */
export async function metadataOf(base: string): Promise<string> {
  const { certificate } = await makeSigningKey('test IdP');
  const body = certificate.replace(/-----[^-]+-----|\s/g, '');
  return `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${base}/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${base}/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
}
