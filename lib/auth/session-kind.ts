/** Promise: what a command on a session sees of it, and that none begins for somebody who was shut out meanwhile. */
import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

async function find(tx: Tx, where: WhereOf<'Session'>) {
  const row = await tx.session.findFirst({
    where,
    select: {
      id: true,
      operatorId: true,
      connectionId: true,
      pending: true,
      authnContext: true,
      proofAt: true,
      startedAt: true,
      endsAt: true,
      endedAt: true,
      address: true,
      userAgent: true,
      operator: { select: { name: true } },
      connection: { select: { slug: true } },
    },
  });
  return row && { ...row, operator: row.operator.name, connection: row.connection.slug };
}

export const sessionKind: Kind<'Session', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Session',
  table: 'session',
  noun: 'This session',
  find,
  label: (session) => session.operator,
};
export const audited = [
  'operatorId',
  'operator',
  'connection',
  'pending',
  'authnContext',
  'proofAt',
  'startedAt',
  'endsAt',
  'endedAt',
  'address',
] as const;

// Locked, so that disabling waits for this session and ends it, or this sees the disabling.
export async function requireActive(tx: Tx, operatorId: string, connectionId: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM operator o JOIN connection c ON c.id = o.connection_id
    WHERE o.id = ${operatorId}::uuid AND o.state = 'active' AND c.id = ${connectionId}::uuid AND c.enabled
    FOR SHARE`;
  if (rows.length === 0) throw new Refusal('forbidden', 'operator: disabled, or not of this connection.');
}
