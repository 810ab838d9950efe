import pg from 'pg';

export interface Login {
  name: string;
  password: string;
}

export interface Roles {
  owner: Login;
  app: Login;
  gate: Login;
}

/** The SQL by which a DBA makes the three roles and the database, statement by statement; `doctor` prints it, `up` runs it. */
export function provisionSql(database: string, roles: Roles): { cluster: string[]; database: string[] } {
  const id = pg.escapeIdentifier;
  const logins = [roles.owner, roles.app, roles.gate];
  return {
    cluster: [
      ...logins.map(
        ({ name, password }) =>
          `CREATE ROLE ${id(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${pg.escapeLiteral(password)}`,
      ),
      `CREATE DATABASE ${id(database)} OWNER ${id(roles.owner.name)}`,
    ],
    database: [
      // A temporary table of the trail's name could stand in for the trail: nobody but the owner makes any.
      `REVOKE ALL ON DATABASE ${id(database)} FROM PUBLIC`,
      `GRANT CONNECT ON DATABASE ${id(database)} TO ${id(roles.app.name)}, ${id(roles.gate.name)}`,
      'REVOKE ALL ON SCHEMA public FROM PUBLIC',
      `GRANT ALL ON SCHEMA public TO ${id(roles.owner.name)}`,
    ],
  };
}

/** Makes roles and database where they are missing. `adminUrl` signs in as a superuser to any database of the cluster. */
export async function provision(adminUrl: string, database: string, roles: Roles): Promise<void> {
  const sql = provisionSql(database, roles);
  await withClient(adminUrl, async (client) => {
    // A statement that fails is logged with its text, and these carry passwords.
    await client.query("SET log_min_error_statement = 'panic'; SET log_statement = 'none'");
    for (const statement of sql.cluster) await createOnce(client, statement);
  });
  const inDatabase = new URL(adminUrl);
  inDatabase.pathname = `/${database}`;
  await withClient(inDatabase.href, async (client) => {
    for (const statement of sql.database) await client.query(statement);
  });
}

const alreadyThere = new Set(['42710', '42P04', '23505']); // duplicate role, duplicate database, lost race

async function createOnce(client: pg.Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !alreadyThere.has(error.code ?? '')) throw error;
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
