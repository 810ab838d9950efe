/**
 * What a role can do against what it may do. The guard rests on these privileges: an application role that owns a
 * table drops its triggers, one that may TRUNCATE passes them, one that makes temporary tables shadows the trail.
 */
import pg from 'pg';
import { databaseProblem } from './problem.ts';
import { audit, guarded, ledger } from './tables.ts';

/** What the application's role may not hold. Whoever writes the epoch or what it names could keep a change from the gates. */
const beyondApp: [tables: readonly string[], privileges: string[]][] = [
  [
    [...guarded, ...audit],
    ['TRUNCATE', 'TRIGGER', 'REFERENCES'],
  ],
  [audit, ['UPDATE', 'DELETE']],
  [['epoch'], ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']],
  [['policy_change'], ['INSERT', 'UPDATE', 'TRUNCATE']],
];

/** Sentences on what is wrong with the application's role; empty when it is as it should be. Throws `DatabaseProblem`. */
export async function appRoleProblems(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const problems = await commonProblems(client);
    for (const [tables, privileges] of beyondApp) {
      for (const { table, privilege } of await held(client, tables, privileges)) {
        problems.push(
          `The role ${roleName(client)} holds ${privilege} on ${table}: REVOKE ${privilege} ON ${table} FROM ${roleName(client)};`,
        );
      }
    }
    for (const table of await lacking(
      client,
      [...guarded.filter((t) => t !== 'environment' && t !== 'installation'), 'audit_event'],
      'INSERT',
    )) {
      problems.push(
        `The role ${roleName(client)} lacks INSERT on ${table}: GRANT INSERT ON ${table} TO ${roleName(client)};`,
      );
    }
    return problems;
  });
}

/** The same for the gate's role, which reads five views and writes three ledger tables. */
export async function gateRoleProblems(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const problems = await commonProblems(client);
    const tables = [
      ...guarded,
      ...audit,
      ...ledger.filter((t) => !['decision', 'call_counter', 'gate_heartbeat'].includes(t)),
    ];
    for (const { table, privilege } of await held(client, tables, [
      'SELECT',
      'INSERT',
      'UPDATE',
      'DELETE',
      'TRUNCATE',
    ])) {
      problems.push(
        `The gate's role ${roleName(client)} holds ${privilege} on ${table}: REVOKE ${privilege} ON ${table} FROM ${roleName(client)};`,
      );
    }
    for (const view of await lacking(
      client,
      ['gate_token', 'gate_list', 'gate_environment', 'gate_epoch', 'gate_change'],
      'SELECT',
    )) {
      problems.push(
        `The gate's role ${roleName(client)} lacks SELECT on ${view}: GRANT SELECT ON ${view} TO ${roleName(client)};`,
      );
    }
    return problems;
  });
}

/** A pooler in transaction mode breaks LISTEN: gates would follow by polling alone. Null when notifications arrive. */
export async function poolerProblem(url: string): Promise<string | null> {
  return withClient(url, async (client) => {
    const heard = new Promise<boolean>((resolve) => {
      client.once('notification', () => resolve(true));
      setTimeout(() => resolve(false), 1_500).unref();
    });
    await client.query('LISTEN gatehouse_doctor');
    await client.query(`NOTIFY gatehouse_doctor, 'ping'`);
    return (await heard)
      ? null
      : 'Notifications do not arrive: a pooler in transaction mode seems to stand before the database. Give DATABASE_GATE_URL a direct or session-mode address.';
  });
}

async function commonProblems(client: pg.Client): Promise<string[]> {
  const name = roleName(client);
  const { rows } = await client.query<{ superuser: boolean; temp: boolean; owns: string[]; create: boolean }>(
    `SELECT r.rolsuper AS superuser,
            has_database_privilege(current_user, current_database(), 'TEMP') AS temp,
            has_schema_privilege(current_user, 'public', 'CREATE') AS create,
            array(SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = 'public' AND pg_has_role(current_user, c.relowner, 'MEMBER') AND c.relkind IN ('r', 'v') LIMIT 3) AS owns
     FROM pg_roles r WHERE r.rolname = current_user`,
  );
  const [facts] = rows;
  const problems: string[] = [];
  // A superuser holds everything below as well; one sentence is enough.
  if (facts?.superuser)
    return [
      `The role ${name} is a superuser and passes every guard: give Gatehouse a role of its own (see \`gatehouse doctor\`).`,
    ];
  if (facts && facts.owns.length > 0)
    problems.push(
      `The role ${name} owns ${facts.owns.join(', ')}: run migrations as another role (DATABASE_MIGRATE_URL).`,
    );
  if (facts?.temp)
    problems.push(
      `The role ${name} may create temporary tables: REVOKE TEMPORARY ON DATABASE ${databaseName(client)} FROM PUBLIC, ${name};`,
    );
  if (facts?.create)
    problems.push(
      `The role ${name} may create tables in the schema public: REVOKE CREATE ON SCHEMA public FROM PUBLIC, ${name};`,
    );
  return problems;
}

async function held(
  client: pg.Client,
  tables: readonly string[],
  privileges: readonly string[],
): Promise<{ table: string; privilege: string }[]> {
  const { rows } = await client.query<{ table: string; privilege: string }>(
    `SELECT t AS table, p AS privilege FROM unnest($1::text[]) t, unnest($2::text[]) p
     WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       AND to_regclass('public.' || t) IS NOT NULL AND has_table_privilege(current_user, 'public.' || t, p)`,
    [tables, privileges],
  );
  return rows;
}

async function lacking(client: pg.Client, tables: readonly string[], privilege: string): Promise<string[]> {
  const { rows } = await client.query<{ t: string }>(
    `SELECT t FROM unnest($1::text[]) t WHERE to_regclass('public.' || t) IS NOT NULL AND NOT has_table_privilege(current_user, 'public.' || t, $2)`,
    [tables, privilege],
  );
  return rows.map((r) => r.t);
}

function roleName(client: pg.Client): string {
  return pg.escapeIdentifier(client.user ?? '');
}

function databaseName(client: pg.Client): string {
  return pg.escapeIdentifier(client.database ?? '');
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw databaseProblem(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}
