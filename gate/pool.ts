import pg from 'pg';

/** One connection to Postgres whose waits all end: a database that hangs must not hang the gate. */
export function onePool(databaseUrl: string, name: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: name,
    max: 1,
    connectionTimeoutMillis: 3000,
    query_timeout: 5000,
    idleTimeoutMillis: 0,
    keepAlive: true,
  });
  // An idle connection broke, or one in hand between two queries: unheard, either would end the process. The next query reports what matters.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
