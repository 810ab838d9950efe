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
  pool.on('error', () => {}); // an idle connection broke; the next query reports what matters
  return pool;
}
