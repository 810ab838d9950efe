import { PrismaPg } from '@prisma/adapter-pg';
import { env } from '../env.ts';
import { noteDatabaseAway } from '../request.ts';
import { faultOf } from './faults.ts';
import { Prisma, PrismaClient } from './generated/client.ts';

export { Prisma };
export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;

/**
 * Opens a client for `url`. Waits are bounded: 2 s for a lock, 3 s for a statement, 4 s for an answer from a server that
 * hangs, 5 s for a transaction.
 */
export function connect(url: string, poolSize = 10): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 2_000,
    statement_timeout: 3_000,
    lock_timeout: 2_000,
    // The two above are the server's; a server that hangs, or a network that swallows, keeps neither.
    query_timeout: 4_000,
    idle_in_transaction_session_timeout: 5_000,
    application_name: 'gatehouse',
  });
  const client = new PrismaClient({ adapter, errorFormat: 'minimal' });
  return client.$extends({
    query: { $allOperations: ({ args, query }) => query(args).catch(told) },
  }) as unknown as Database;
}

function told(error: unknown): never {
  if (faultOf(error) === 'unavailable') noteDatabaseAway();
  throw error;
}

// Next bundles pages, actions and routes apart; one pool a process needs a place that all of them share.
const shared = globalThis as { [key: symbol]: Database | undefined };
const slot = Symbol.for('gatehouse.db');

/** The application role's client of this process. Throws when `DATABASE_URL` is not set. */
export function db(): Database {
  const existing = shared[slot];
  if (existing) return existing;
  const url = env().databaseUrl;
  if (!url)
    throw new Error(
      'DATABASE_URL is not set: start with `npm start`, or set DATABASE_URL, DATABASE_MIGRATE_URL and DATABASE_GATE_URL.',
    );
  const opened = connect(url);
  shared[slot] = opened;
  return opened;
}

/** Puts another client in place of the process's own: for tests and for tools that have their own URL. */
export function setDatabase(client: Database | undefined): void {
  shared[slot] = client;
}

/** One transaction at READ COMMITTED, at most 5 s; waits at most 2 s for a connection. */
export function transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(run, {
    timeout: 5_000,
    maxWait: 2_000,
    isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
  });
}
