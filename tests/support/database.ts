import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Cluster, type DatabaseUrls, databaseUrls } from './cluster.ts';

export interface FreshDatabase extends DatabaseUrls {
  name: string;
  /** Removes the database, also when connections are still open. */
  drop(): Promise<void>;
}

/** A database of its own for a test file: a copy of the migrated template, or with `empty` without any table. */
export async function freshDatabase(options: { empty?: boolean } = {}): Promise<FreshDatabase> {
  const cluster = inject('cluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const { owner, app, gate } = cluster.roles;
  const source = options.empty ? 'template0' : cluster.template;
  await asAdmin(cluster, [
    // Two copies of one template at a time wait for each other; Postgres refuses only when somebody is connected to it.
    `CREATE DATABASE ${name} TEMPLATE ${source} OWNER ${owner.name} STRATEGY wal_log`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${name} TO ${app.name}, ${gate.name}`,
  ]);
  const drop = () => asAdmin(cluster, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
  return { name, drop, ...databaseUrls(cluster, name) };
}

async function asAdmin({ adminUrl }: Cluster, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
