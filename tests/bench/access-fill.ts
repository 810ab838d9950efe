import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Filled {
  /** Holds twenty assignments: system roles in each environment, custom ones, and a group's. */
  busy: string;
  /** Holds custom roles alone: their own applications, their team's, and some that are named. */
  narrow: string;
  /** Applications of the narrow one's team, and those that are named. */
  team: string[];
  named: string[];
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
    const names = ['busy', 'developer', 'officer', 'narrow', 'mate', 'others'] as const;
    const people = {} as Record<(typeof names)[number], string>;
    for (const name of names) people[name] = await addPerson(client, connectionId, name);
    await addKeys(client, people);
    await addRoles(client, people);
    const narrow = await narrowRoles(client, people);
    await client.query('ANALYZE');
    const { busy, developer, officer } = people;
    return { busy, developer, officer, ...narrow };
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

async function addKeys(
  client: pg.Client,
  of: Record<'busy' | 'developer' | 'narrow' | 'mate' | 'others', string>,
) {
  await client.query(
    `INSERT INTO application (id, environment_id, name, owner_id, caused_by)
     SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'production' ELSE 'sandbox' END, 'Application ' || n,
       CASE WHEN n BETWEEN 500 AND 504 THEN $1::uuid WHEN n BETWEEN 700 AND 709 THEN $2::uuid
       WHEN n BETWEEN 800 AND 803 THEN $4::uuid WHEN n BETWEEN 900 AND 905 THEN $5::uuid ELSE $3::uuid END, 'bench'
     FROM generate_series(1, ${applications}) AS n`,
    [of.developer, of.busy, of.others, of.narrow, of.mate],
  );
  await client.query(
    `INSERT INTO api_key (id, name, kind, environment_id, application_id, scopes, expires_at, created_at, caused_by)
     SELECT gen_random_uuid(), 'key-' || n, 'secret', a.environment_id, a.id, '{checks:read}', now() + interval '90 days',
       now() - random() * interval '300 days', 'bench'
     FROM application a, generate_series(1, ${keysOfEach}) AS n`,
  );
}

const assigning =
  (client: pg.Client) =>
  (operatorId: string | null, groupId: string | null, role: string, environmentId: string | null) =>
    client.query(
      `INSERT INTO assignment (id, operator_id, group_id, role, environment_id, reason, caused_by, from_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, 'bench', 'bench', now() - interval '1 day')`,
      [operatorId, groupId, role, environmentId],
    );

const addRole = (client: pg.Client, slug: string, rules: object[]) =>
  client.query(
    `INSERT INTO role (id, slug, name, policy, ceiling, caused_by) VALUES (gen_random_uuid(), $1, $1, $2, '{}', 'bench')`,
    [slug, JSON.stringify({ rules })],
  );

async function addGroup(client: pg.Client, name: string, members: string[]): Promise<string> {
  const id = randomUUID();
  await client.query(`INSERT INTO operator_group (id, name, caused_by) VALUES ($1, $2, 'bench')`, [id, name]);
  for (const member of members)
    await client.query(
      `INSERT INTO group_member (id, group_id, operator_id, caused_by) VALUES (gen_random_uuid(), $1, $2, 'bench')`,
      [id, member],
    );
  return id;
}

/** Conditions alone decide for them: nothing that they hold gives every key. */
async function narrowRoles(
  client: pg.Client,
  { narrow, mate, others }: Record<'narrow' | 'mate' | 'others', string>,
) {
  const assign = assigning(client);
  const owned = async (ownerId: string, most: number) => {
    const { rows } = await client.query(
      `SELECT id FROM application WHERE owner_id = $1 AND environment_id = 'production' ORDER BY id LIMIT $2`,
      [ownerId, most],
    );
    return rows.map(({ id }: { id: string }) => id);
  };
  const named = await owned(others, 5);
  await addGroup(client, 'Narrow', [narrow, mate]);
  for (const [slug, applications] of [
    ['narrow-own', 'own'],
    ['narrow-team', 'team'],
    ['narrow-named', named],
  ] as const) {
    await addRole(client, slug, [{ may: ['read'], on: 'ApiKey', where: { applications } }]);
    await assign(narrow, null, slug, null);
  }
  return { narrow, team: [...(await owned(narrow, 100)), ...(await owned(mate, 100))], named };
}

/** Of this installation, held or not: every one of them is read for each ability. */
const customRoles = 30;

async function addRoles(client: pg.Client, of: Record<'busy' | 'developer' | 'officer', string>) {
  const assign = assigning(client);
  await assign(of.developer, null, 'developer', null);
  await assign(of.officer, null, 'security-officer', null);
  const group = await addGroup(client, 'Bench', [of.busy]);
  const policy = { rules: [{ may: ['read', 'key.rotate'], on: 'ApiKey', where: { applications: 'team' } }] };
  for (let n = 0; n < customRoles; n++) {
    const where = { environment: n % 2 ? 'sandbox' : 'production', applications: 'own' };
    const rules = [...policy.rules, { may: ['key.suspend'], on: 'ApiKey', where }];
    await addRole(client, `bench-${n}`, rules);
    if (n < 6) await assign(of.busy, null, `bench-${n}`, null);
  }
  const system = ['access-manager', 'administrator', 'developer', 'auditor', 'viewer', 'security-officer'];
  for (const role of system)
    for (const place of ['production', 'sandbox']) await assign(of.busy, null, role, place);
  for (const role of ['developer', 'viewer']) await assign(null, group, role, null);
}
