import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Filled {
  /** Holds twenty assignments: system roles in each environment, custom ones, and a group's. */
  busy: string;
  /** A developer who owns five of the applications. */
  developer: string;
  officer: string;
}

const applications = 1_000;
const keysOfEach = 1_000;

/**
 * A million keys of a thousand applications, half of them in each environment, and three people. Triggers are off for
 * it: this database is thrown away, and a million audit events would say nothing about reading.
 */
export async function fillAccess(superUrl: string): Promise<Filled> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    const connectionId = randomUUID();
    await client.query(
      `INSERT INTO connection (id, slug, name, kind, entity_id, sso_url, sp_private_key, sp_certificate, encryption_private_key, encryption_cert, caused_by)
       VALUES ($1, 'bench', 'Bench', 'saml', 'urn:bench', 'https://idp.example', '', '', '', '', 'bench')`,
      [connectionId],
    );
    const [busy = '', developer = '', officer = '', others = ''] = await Promise.all(
      ['busy', 'developer', 'officer', 'others'].map((name) => addPerson(client, connectionId, name)),
    );
    await addKeys(client, { busy, developer, others });
    await addRoles(client, { busy, developer, officer });
    await client.query('ANALYZE');
    return { busy, developer, officer };
  } finally {
    await client.end();
  }
}

async function addPerson(client: pg.Client, connectionId: string, name: string): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO operator (id, connection_id, name_id, email, name, caused_by) VALUES ($1, $2, $3, $3, $3, 'bench')`,
    [id, connectionId, `${name}@example.com`],
  );
  return id;
}

async function addKeys(client: pg.Client, of: { busy: string; developer: string; others: string }) {
  await client.query(
    `INSERT INTO application (id, environment_id, name, owner_id, caused_by)
     SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'production' ELSE 'sandbox' END, 'Application ' || n,
       CASE WHEN n BETWEEN 500 AND 504 THEN $1::uuid WHEN n BETWEEN 700 AND 709 THEN $2::uuid ELSE $3::uuid END, 'bench'
     FROM generate_series(1, ${applications}) AS n`,
    [of.developer, of.busy, of.others],
  );
  await client.query(
    `INSERT INTO api_key (id, name, kind, environment_id, application_id, scopes, expires_at, created_at, caused_by)
     SELECT gen_random_uuid(), 'key-' || n, 'secret', a.environment_id, a.id, '{checks:read}', now() + interval '90 days',
       now() - random() * interval '300 days', 'bench'
     FROM application a, generate_series(1, ${keysOfEach}) AS n`,
  );
}

async function addRoles(client: pg.Client, of: { busy: string; developer: string; officer: string }) {
  const assign = (
    operatorId: string | null,
    groupId: string | null,
    role: string,
    environmentId: string | null,
  ) =>
    client.query(
      `INSERT INTO assignment (id, operator_id, group_id, role, environment_id, reason, caused_by, from_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, 'bench', 'bench', now() - interval '1 day')`,
      [operatorId, groupId, role, environmentId],
    );
  await assign(of.developer, null, 'developer', null);
  await assign(of.officer, null, 'security-officer', null);
  const group = randomUUID();
  await client.query(`INSERT INTO operator_group (id, name, caused_by) VALUES ($1, 'Bench', 'bench')`, [
    group,
  ]);
  await client.query(
    `INSERT INTO group_member (id, group_id, operator_id, caused_by) VALUES (gen_random_uuid(), $1, $2, 'bench')`,
    [group, of.busy],
  );
  const policy = { rules: [{ may: ['read', 'key.rotate'], on: 'ApiKey', where: { applications: 'team' } }] };
  for (let n = 0; n < 6; n++) {
    const where = { environment: n % 2 ? 'sandbox' : 'production', applications: 'own' };
    const rules = [...policy.rules, { may: ['key.suspend'], on: 'ApiKey', where }];
    await client.query(
      `INSERT INTO role (id, slug, name, policy, ceiling, caused_by) VALUES (gen_random_uuid(), $1, $1, $2, '{}', 'bench')`,
      [`bench-${n}`, JSON.stringify({ rules })],
    );
    await assign(of.busy, null, `bench-${n}`, null);
  }
  const system = ['access-manager', 'administrator', 'developer', 'auditor', 'viewer', 'security-officer'];
  for (const role of system)
    for (const place of ['production', 'sandbox']) await assign(of.busy, null, role, place);
  for (const role of ['developer', 'viewer']) await assign(null, group, role, null);
}
