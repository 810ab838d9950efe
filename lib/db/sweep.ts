/** What the ledger forgets. Batch by batch, each a statement of its own: however much has gathered, none runs into its deadline or holds many rows. */
import { db, Prisma } from './client.ts';

/** Rows of a table that are spent; `c` is the row. */
interface Spent {
  table: string;
  is: Prisma.Sql;
}

const batchSize = 5_000;
const hour = 3_600_000;
const day = 24 * hour;

/** Days that a refusal can be explained. */
export const decisionDays = 90;
/** Days that calls are counted by the minute; no screen looks further back than seven. */
export const counterDays = 14;
const silentGateDays = 7;

/** Removes what has run out; returns how many rows went. For the worker. */
export function sweepLedger(now: Date): Promise<number> {
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  return sweepAll([
    { table: 'saml_request', is: Prisma.sql`c.expires_at < ${now}` },
    { table: 'used_assertion', is: Prisma.sql`c.expires_at < ${now}` },
    { table: 'factor_challenge', is: Prisma.sql`c.expires_at < ${now}` },
    { table: 'rate_window', is: Prisma.sql`c.window_at < ${before(hour)}` },
    { table: 'idempotency', is: Prisma.sql`c.created_at < ${before(day)}` },
    // A gate that was away for longer reads the whole policy.
    { table: 'policy_change', is: Prisma.sql`c.at < ${before(hour)}` },
    { table: 'gate_heartbeat', is: Prisma.sql`c.seen_at < ${before(silentGateDays * day)}` },
  ]);
}

/** Removes what gates have told of calls so long ago that nobody asks for it; returns how many rows went. */
export function sweepHistory(now: Date, batch = batchSize): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * day);
  // The last minute of a key stays, and the last in which a call passed: a key shows its last call for ever.
  const hasLater = Prisma.sql`c.minute_at < (
    SELECT later.minute_at FROM call_counter later
    WHERE later.key_id = c.key_id AND (later.allowed > 0 OR c.allowed = 0)
    ORDER BY later.minute_at DESC LIMIT 1)`;
  const spent = [
    { table: 'decision', is: Prisma.sql`c.at < ${before(decisionDays)}` },
    { table: 'call_counter', is: Prisma.sql`c.minute_at < ${before(counterDays)} AND ${hasLater}` },
  ];
  return sweepAll(spent, batch);
}

async function sweepAll(all: Spent[], batch = batchSize): Promise<number> {
  let total = 0;
  for (const { table, is } of all) {
    const name = Prisma.raw(`"${table}"`);
    for (let gone = batch; gone === batch; total += gone)
      gone = await db().$executeRaw`
        DELETE FROM ${name} WHERE ctid = ANY (ARRAY(SELECT c.ctid FROM ${name} c WHERE ${is} LIMIT ${batch}))`;
  }
  return total;
}
