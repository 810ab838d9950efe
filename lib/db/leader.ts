import pg from 'pg';
import { env } from '../env.ts';

const lockNumber = 72_707_370;

/**
 * Holds the one seat that only one worker can have: a session-level advisory lock on a connection of its own, which
 * Postgres frees when that worker dies. `lost` fires when the connection goes, so that the work stops with it.
 */
export async function takeSeat(lost: () => void): Promise<{ leave(): Promise<void> } | null> {
  const client = new pg.Client({
    connectionString: env().databaseUrl,
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
    application_name: 'gatehouse worker',
  });
  // Before connect and for as long as the client lives: unheard, a connection that breaks between two queries ends the process.
  client.on('error', lost);
  client.on('end', lost);
  const leave = async () => {
    client.removeListener('end', lost);
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      lockNumber,
    ]);
    if (rows[0]?.taken) return { leave };
  } catch (error) {
    await leave();
    throw error;
  }
  await leave();
  return null;
}
