import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { applyMigrations } from './engine.ts';
import { compare, knownMigrations, type MigrationState } from './migrations.ts';
import { DatabaseProblem, databaseProblem } from './problem.ts';

export interface MigrateOptions {
  /** The role that owns the tables. */
  ownerUrl: string;
  /** The console's and the gate's roles: the migrations grant to them by name. */
  appUrl: string;
  gateUrl: string;
  /** Another folder of migrations, for tests. */
  folder?: string;
}

const oldestServer = 15;
// The lock that Prisma's engine takes, too: two migrations at once wait for each other, whichever tool runs them.
const lockNumber = 72_707_369;

/** Applies what is pending and returns the names. Each migration and its entry commit together or not at all. */
export async function migrate({ ownerUrl, appUrl, gateUrl, folder }: MigrateOptions): Promise<string[]> {
  const roles = { app: await roleBehind(appUrl), gate: await roleBehind(gateUrl) };
  // One connection: the engine's statements must fall into the transaction that is opened here.
  const pool = new pg.Pool({
    connectionString: ownerUrl,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 5_000,
  });
  // Each migration opens an adapter of its own over the one pool, and each listens.
  pool.setMaxListeners(0);
  pool.on('error', () => undefined);
  try {
    await requireServer(pool);
    await pool.query(`SET lock_timeout = '60s'`);
    await pool.query('SELECT pg_advisory_lock($1)', [lockNumber]); // held until the connection ends
    const applied: string[] = [];
    for (let name = await applyNext(pool, roles, folder); name; name = await applyNext(pool, roles, folder))
      applied.push(name);
    return applied;
  } catch (error) {
    throw databaseProblem(error, ownerUrl);
  } finally {
    await pool.end().catch(() => undefined);
  }
}

/** Applies the first pending migration; undefined when there is none. */
async function applyNext(
  pool: pg.Pool,
  roles: { app: string; gate: string },
  folder?: string,
): Promise<string | undefined> {
  const known = knownMigrations(folder);
  await pool.query('BEGIN');
  try {
    const state = await compare(pool, known);
    refuseForeign(state);
    const next = state.pending[0];
    if (next) {
      // Roles' names are the installation's own; the SQL reads them from these settings and quotes them.
      await pool.query(
        `SELECT set_config('gatehouse.app_role', $1, true), set_config('gatehouse.gate_role', $2, true)`,
        [roles.app, roles.gate],
      );
      await applyMigrations(pool, schemaText(), known.slice(0, known.findIndex((m) => m.name === next) + 1));
    }
    await pool.query('COMMIT');
    return next;
  } catch (error) {
    await pool.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function refuseForeign({ unknown, changed }: MigrationState): void {
  if (unknown.length > 0)
    throw new DatabaseProblem(
      `The database was written by a newer version of Gatehouse (it holds ${unknown.join(', ')}, which this version does not know). ` +
        'Start that version, or restore a backup from before the upgrade.',
    );
  if (changed.length > 0)
    throw new DatabaseProblem(
      `The migration ${changed.join(', ')} was changed after it was applied to this database. ` +
        'Restore the file as it was, or start with an empty database.',
    );
}

async function requireServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: string; number: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`,
  );
  const { version = '?', number = 0 } = rows[0] ?? {};
  if (number < oldestServer * 10_000)
    throw new DatabaseProblem(
      `The database is Postgres ${version}; Gatehouse needs ${oldestServer} or newer. Upgrade the server.`,
    );
}

/** The role that a URL signs in as; asked of Postgres, because some providers' user names are not the role's name. */
async function roleBehind(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
    return rows[0]?.role ?? '';
  } catch (error) {
    throw databaseProblem(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function schemaText(): string {
  return readFileSync(join(import.meta.dirname, '../../prisma/schema.prisma'), 'utf8');
}
