import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { databaseProblem } from './problem.ts';

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

export interface MigrationState {
  /** Applied, and known to this version. */
  applied: string[];
  /** Known to this version, and not applied yet. */
  pending: string[];
  /** Applied by another, newer version: this one must not touch the database. */
  unknown: string[];
  /** Applied, but the file has been changed since. */
  changed: string[];
}

/** The migrations of this version in the order in which they apply. */
export function knownMigrations(folder = migrationsFolder()): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** What the database at `url` holds, compared with what this version knows. Throws `DatabaseProblem`. */
export async function migrationState(url: string, folder = migrationsFolder()): Promise<MigrationState> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a connection that breaks between two queries; the query reports it
  try {
    await client.connect();
    return await compare(client, knownMigrations(folder));
  } catch (error) {
    throw databaseProblem(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function compare(client: Pick<pg.Pool, 'query'>, known: Migration[]): Promise<MigrationState> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  );
  const { rows } = found[0]?.there
    ? await client.query<{ name: string; checksum: string }>(
        'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name',
      )
    : { rows: [] };
  const inDatabase = new Map(rows.map((row) => [row.name, row.checksum]));
  const inCode = new Map(known.map((migration) => [migration.name, migration.checksum]));
  return {
    applied: rows.map((row) => row.name).filter((name) => inCode.has(name)),
    pending: known.map((migration) => migration.name).filter((name) => !inDatabase.has(name)),
    unknown: rows.map((row) => row.name).filter((name) => !inCode.has(name)),
    changed: known
      .filter(({ name, checksum }) => inDatabase.has(name) && inDatabase.get(name) !== checksum)
      .map((m) => m.name),
  };
}

function migrationsFolder(): string {
  // Inside Next's bundle this file has no place of its own; the console runs in the project's folder.
  const beside = import.meta.dirname ? join(import.meta.dirname, '../../prisma/migrations') : '';
  return beside !== '' && existsSync(beside) ? beside : join(process.cwd(), 'prisma/migrations');
}
