/**
 * What a failed query means. Prisma wraps the server's error differently by place: a refusal at COMMIT arrives
 * as a DriverAdapterError without a code, so the cause chain is searched for the SQLSTATE.
 */
export type Fault = 'unavailable' | 'busy' | 'duplicate' | 'reference' | 'unaudited' | 'other';

const bySqlState: Record<string, Fault> = {
  '23505': 'duplicate',
  '23503': 'reference',
  '23001': 'reference',
  '40001': 'busy',
  '40P01': 'busy',
  '55P03': 'busy',
  '57014': 'busy',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '53300': 'unavailable',
  '53100': 'unavailable',
  '25006': 'unavailable',
  GH001: 'unaudited',
};
const byPrismaCode: Record<string, Fault> = {
  P1000: 'unavailable',
  P1001: 'unavailable',
  P1002: 'unavailable',
  P1008: 'unavailable',
  P1017: 'unavailable',
  P2002: 'duplicate',
  P2003: 'reference',
  P2024: 'unavailable',
  P2028: 'busy',
  P2034: 'busy',
};
const network =
  /Can't reach database server|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|Connection terminated|timeout exceeded when trying to connect|Query read timeout|connection timeout|server closed the connection|terminating connection/i;

/** Classifies anything thrown by a query or a transaction. */
export function faultOf(error: unknown): Fault {
  let depth = 0;
  for (let e: unknown = error; e && typeof e === 'object' && depth < 6; depth++) {
    const { code, originalCode, message, cause, meta } = e as Record<string, unknown>;
    // P2028 as well, but of a transaction that never began: every connection was taken, and nobody else is to blame.
    if (typeof message === 'string' && message.includes('Unable to start a transaction'))
      return 'unavailable';
    for (const c of [originalCode, code]) {
      if (typeof c === 'string') {
        const fault = bySqlState[c] ?? byPrismaCode[c];
        if (fault) return fault;
      }
    }
    if (typeof message === 'string' && network.test(message)) return 'unavailable';
    if (typeof message === 'string' && message.includes('no audit event of this transaction names'))
      return 'unaudited';
    e = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return 'other';
}
