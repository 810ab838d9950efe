import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { digestToken, mintToken } from '#lib/check/token.ts';

export interface MeasuredKey {
  token: string;
  keyId: string;
}

const keysPerBatch = 100; // what a transaction touched is checked row by row: larger batches take longer in all

/**
 * Fills an installation with `count` production keys with real digests; the last one has an enforced list of
 * 20 networks, of which the last holds 127.0.0.1. Each batch is one transaction with its audit event, as the
 * database's guard asks of everybody.
 */
export async function fillPolicy(ownerUrl: string, count: number, pepper: Buffer): Promise<MeasuredKey> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const applicationId = await makeApplication(client);
    for (let made = 0; made < count - 1; made += keysPerBatch) {
      const size = Math.min(keysPerBatch, count - 1 - made);
      await inChange(client, () => insertKeys(client, applicationId, pepper, size));
    }
    const measured = await inChange(client, async () => {
      const [key] = await insertKeys(client, applicationId, pepper, 1);
      if (!key) throw new Error('no key was made');
      await insertList(client, key.keyId);
      return key;
    });
    await client.query('ANALYZE');
    return measured;
  } finally {
    await client.end();
  }
}

export async function holdsKeys(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return ((await client.query('SELECT 1 FROM api_key LIMIT 1')).rowCount ?? 0) > 0;
  } finally {
    await client.end();
  }
}

async function inChange<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  const result = await work();
  await client.query(
    `INSERT INTO audit_event (id, action, outcome, sensitivity, actor_kind, actor_name, channel, subject_type, subject_label, summary)
     VALUES ($1, 'bench.fill', 'done', 'routine', 'system', 'bench', 'job', 'ApiKey', 'bench', 'keys for the benchmark')`,
    [randomUUID()],
  );
  await client.query('COMMIT');
  return result;
}

async function makeApplication(client: pg.Client): Promise<string> {
  const [connectionId, operatorId, applicationId] = [randomUUID(), randomUUID(), randomUUID()];
  await inChange(client, async () => {
    await client.query(
      `INSERT INTO connection (id, slug, name, kind, entity_id, sso_url, sp_private_key, sp_certificate, encryption_private_key, encryption_cert, caused_by)
       VALUES ($1, 'bench', 'Bench', 'saml', 'urn:bench', 'https://idp.example', '', '', '', '', 'bench')`,
      [connectionId],
    );
    await client.query(
      `INSERT INTO operator (id, connection_id, name_id, email, name, caused_by) VALUES ($1, $2, 'bench', 'bench@example.com', 'Bench', 'bench')`,
      [operatorId, connectionId],
    );
    await client.query(
      `INSERT INTO application (id, environment_id, name, owner_id, caused_by) VALUES ($1, 'production', 'Bench', $2, 'bench')`,
      [applicationId, operatorId],
    );
  });
  return applicationId;
}

async function insertKeys(
  client: pg.Client,
  applicationId: string,
  pepper: Buffer,
  size: number,
): Promise<MeasuredKey[]> {
  const keys = Array.from({ length: size }, () => ({
    keyId: randomUUID(),
    ...mintToken({ kind: 'sk', environment: 'production' }),
  }));
  await client.query(
    `INSERT INTO api_key (id, name, kind, environment_id, application_id, scopes, expires_at, caused_by)
     SELECT id, id::text, 'secret', 'production', $2, '{checks:write,checks:read}', now() + interval '90 days', 'bench' FROM unnest($1::uuid[]) AS id`,
    [keys.map(({ keyId }) => keyId), applicationId],
  );
  await client.query(
    `INSERT INTO key_token (id, key_id, digest, pepper_version) SELECT *, 1 FROM unnest($1::text[], $2::uuid[], $3::bytea[])`,
    [
      keys.map(({ tokenId }) => tokenId),
      keys.map(({ keyId }) => keyId),
      keys.map(({ token }) => digestToken(pepper, token)),
    ],
  );
  return keys;
}

async function insertList(client: pg.Client, keyId: string): Promise<void> {
  const listId = randomUUID();
  const cidrs = [...Array.from({ length: 19 }, (_, i) => `10.${i * 10}.0.0/24`), '127.0.0.1/32'];
  await client.query(`INSERT INTO allow_list (id, key_id, mode) VALUES ($1, $2, 'enforce')`, [listId, keyId]);
  await client.query(
    `INSERT INTO allow_list_entry (id, list_id, kind, value) SELECT gen_random_uuid(), $1, 'cidr', cidr FROM unnest($2::text[]) AS cidr`,
    [listId, cidrs],
  );
}
