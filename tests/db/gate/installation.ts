import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { digestToken, mintToken, tokenKinds } from '#lib/check/token.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';

export const pepper = { version: 1, key: Buffer.alloc(32, 5) };

export interface MadeKey {
  token: string;
  tokenId: string;
  keyId: string;
  applicationId: string;
}

export interface KeyOptions {
  kind?: 'secret' | 'publishable' | 'service';
  environment?: 'production' | 'sandbox';
  scopes?: string[];
  expiresAt?: string;
}

/** A migrated database that stands for an installation; policy is changed as the console changes it: with its audit event. */
export interface Installation extends FreshDatabase {
  makeKey(options?: KeyOptions): Promise<MadeKey>;
  setList(
    owner: { keyId?: string; applicationId?: string; environmentId?: string },
    mode: string,
    cidrs: string[],
    domains?: string[],
  ): Promise<void>;
  /** Runs statements in one transaction with the audit event that the database asks for. */
  change(...statements: [string, unknown[]][]): Promise<void>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function install(): Promise<Installation> {
  const database = await freshDatabase();
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  owner.on('error', () => {});
  const change: Installation['change'] = async (...statements) => {
    const client = await owner.connect();
    try {
      await client.query('BEGIN');
      for (const [text, values] of statements) await client.query(text, values);
      await client.query(auditSql, [randomUUID()]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  };
  const operatorId = await makeOperator(change);
  return {
    ...database,
    change,
    async makeKey({
      kind = 'secret',
      environment = 'production',
      scopes = ['checks:write'],
      expiresAt = '2100-01-01',
    } = {}) {
      const [keyId, applicationId] = [randomUUID(), randomUUID()];
      const { token, tokenId } = mintToken({ kind: tokenKinds[kind], environment });
      await change(
        [
          `INSERT INTO application (id, environment_id, name, owner_id, caused_by) VALUES ($1, $2, $4, $3, 'test')`,
          [applicationId, environment, operatorId, applicationId],
        ],
        [
          `INSERT INTO api_key (id, name, kind, environment_id, application_id, scopes, expires_at, caused_by) VALUES ($1, 'claims', $2::key_kind, $3, $4, $5, $6, 'test')`,
          [keyId, kind, environment, applicationId, scopes, expiresAt],
        ],
        [
          `INSERT INTO key_token (id, key_id, digest, pepper_version) VALUES ($1, $2, $3, 1)`,
          [tokenId, keyId, digestToken(pepper.key, token)],
        ],
      );
      return { token, tokenId, keyId, applicationId };
    },
    async setList(
      {
        keyId = null,
        applicationId = null,
        environmentId = null,
      }: { keyId?: string | null; applicationId?: string | null; environmentId?: string | null },
      mode,
      cidrs,
      domains = [],
    ) {
      const listId = randomUUID();
      const owned = [environmentId, applicationId, keyId];
      await change(
        [
          'DELETE FROM allow_list WHERE environment_id IS NOT DISTINCT FROM $1 AND application_id IS NOT DISTINCT FROM $2::uuid AND key_id IS NOT DISTINCT FROM $3::uuid',
          owned,
        ],
        [
          'INSERT INTO allow_list (environment_id, application_id, key_id, id, mode) VALUES ($1, $2, $3, $4, $5::list_mode)',
          [...owned, listId, mode],
        ],
        ...[...cidrs.map((value) => ['cidr', value]), ...domains.map((value) => ['domain', value])].map(
          ([kind, value]): [string, unknown[]] => [
            'INSERT INTO allow_list_entry (id, list_id, kind, value) VALUES ($1, $2, $3::entry_kind, $4)',
            [randomUUID(), listId, kind, value],
          ],
        ),
      );
    },
    query: async (text, values) => (await owner.query(text, values)).rows,
    async close() {
      await owner.end();
      await database.drop();
    },
  };
}

const auditSql = `INSERT INTO audit_event (id, action, outcome, sensitivity, actor_kind, actor_name, channel, subject_type, subject_label, summary)
  VALUES ($1, 'test.change', 'done', 'routine', 'system', 'test', 'job', 'ApiKey', 'test', 'a test changed the policy')`;

async function makeOperator(change: Installation['change']): Promise<string> {
  const [operatorId, connectionId] = [randomUUID(), randomUUID()];
  await change(
    [
      `INSERT INTO connection (id, slug, name, kind, entity_id, sso_url, sp_private_key, sp_certificate, encryption_private_key, encryption_cert, caused_by)
       VALUES ($1, $2, 'Test', 'saml', 'urn:test', 'https://idp.example', '', '', '', '', 'test')`,
      [connectionId, randomBytes(4).toString('hex')],
    ],
    [
      `INSERT INTO operator (id, connection_id, name_id, email, name, caused_by) VALUES ($1, $2, 'ada', 'ada@example.com', 'Ada', 'test')`,
      [operatorId, connectionId],
    ],
  );
  return operatorId;
}
