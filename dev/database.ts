import pg from 'pg';
import { migrate } from '#lib/db/migrate.ts';
import { provision } from '#lib/db/provision.ts';
import { type Env, env, setEnv } from '#lib/env.ts';
import { prepareKeyring } from '#lib/keyrings/register.ts';
import type { DataFolder } from './data-folder.ts';
import { type KeptPostgres, keepPostgres } from './keep-postgres.ts';
import { localDatabase, localName, localRoles, localUrls } from './local-database.ts';
import { StartProblem, step } from './progress.ts';

/** Starts the embedded server with its roles, and puts its addresses where every room looks for them. */
export async function startLocalDatabase(folder: DataFolder): Promise<KeptPostgres> {
  const { dataDir, databasePort } = env();
  const local = localDatabase(dataDir, databasePort);
  const kept = await step('Starting the database', () =>
    keepPostgres({
      folder: folder.at('postgres'),
      port: databasePort,
      password: local.passwords.admin,
      logFile: folder.logFile('database'),
    }),
  );
  try {
    await provision(kept.adminUrl, localName, localRoles(local));
  } catch (error) {
    await kept.stop();
    throw error;
  }
  setEnv(localUrls(local));
  return kept;
}

export interface Stored {
  devConnections: string[];
  hasConnection: boolean;
}

/** Migrates, and holds the keyring against the database: a wrong one would void every token without a word. */
export async function prepareDatabase(): Promise<Stored> {
  const { ownerUrl, appUrl, gateUrl } = urls(env());
  await step('Applying migrations', () => migrate({ ownerUrl, appUrl, gateUrl }));
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const connections = await client.query<{ slug: string; kind: string }>(
      'SELECT slug, kind::text AS kind FROM connection',
    );
    await prepareKeyring();
    return {
      devConnections: connections.rows.filter(({ kind }) => kind === 'dev').map(({ slug }) => slug),
      hasConnection: connections.rows.length > 0,
    };
  } finally {
    await client.end();
  }
}

function urls({ databaseMigrateUrl, databaseUrl, databaseGateUrl }: Env) {
  if (!databaseMigrateUrl || !databaseUrl || !databaseGateUrl)
    throw new StartProblem(
      'DATABASE_URL, DATABASE_MIGRATE_URL and DATABASE_GATE_URL are needed together.',
      2,
    );
  return { ownerUrl: databaseMigrateUrl, appUrl: databaseUrl, gateUrl: databaseGateUrl };
}
