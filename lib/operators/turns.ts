import type { Tx } from '../db/client.ts';

/** Called inside `run` only. Or two first sign-ins at once, or two people with one e-mail address, would each find the place free. */
export async function takeTurns(tx: Tx, connectionId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`people of ${connectionId}`}, 0))`;
}
