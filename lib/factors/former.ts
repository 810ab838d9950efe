/** Promise: a password alone gives nobody a second factor in the place of one that they have proven before. */
import type { Tx } from '../db/client.ts';

/** Where a person proved a second factor until now: at their provider, or with what they had here. */
export type Former = 'provider' | 'here';

// After these the next sign-in begins anew: by word of an administrator, or of whoever runs the machine.
const begunAnew = ['factor.reset', 'operator.recover'];

/** Null for whoever has not proven one yet, or not since it was reset; asked only of people without a factor in force. */
export async function formerFactor(
  tx: Pick<Tx, 'session' | 'factor' | 'auditEvent' | 'operator'>,
  operatorId: string,
): Promise<Former | null> {
  const reset = await tx.auditEvent.findFirst({
    where: { subjectType: 'Operator', subjectId: operatorId, action: { in: begunAnew }, outcome: 'done' },
    select: { at: true },
    orderBy: { number: 'desc' },
  });
  const since = reset?.at ?? new Date(0);
  const [sessions, ended, { connection }] = await Promise.all([
    tx.session.count({
      where: {
        operatorId,
        pending: false,
        startedAt: { gt: since },
        NOT: { authnContext: { startsWith: 'urn:gatehouse:' } },
      },
    }),
    tx.factor.count({
      where: { operatorId, endReason: { in: ['used', 'removed'] }, endedAt: { gt: since }, kind: ofOneself },
    }),
    tx.operator.findUniqueOrThrow({
      where: { id: operatorId },
      select: { connection: { select: { mfaContexts: true, mfaAttributes: true } } },
    }),
  ]);
  if (ended > 0) return 'here';
  // A connection that was set to count nothing any more leaves its people no way but a first factor here.
  return sessions > 0 && provesAny(connection) ? 'provider' : null;
}

const ofOneself = { not: 'sealed_code' as const };

function provesAny({
  mfaContexts,
  mfaAttributes,
}: {
  mfaContexts: string[];
  mfaAttributes: unknown;
}): boolean {
  return mfaContexts.length > 0 || (Array.isArray(mfaAttributes) && mfaAttributes.length > 0);
}
