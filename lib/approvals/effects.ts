import { inForceAt } from '../access/held.ts';
import type { Tx } from '../db/client.ts';
import { personKey } from './rules.ts';

/** In the trail, once: of the sign-in that brought the second account owner. */
export const setupEndedWords =
  '; set-up mode has ended: critical changes wait for another person from now on';

/**
 * Called inside `run` only, of a sign-in that is complete. Set-up mode ends with it, once and for good, when two
 * different people who are account owners everywhere have signed in with a second factor. True when it ended now.
 */
export async function endSetup(tx: Tx, operatorId: string, now: Date): Promise<boolean> {
  const owns = { role: 'account-owner', environmentId: null, ...inForceAt(now) };
  const current = { id: 'current', setupEndedAt: null };
  if ((await tx.installation.count({ where: current })) === 0) return false;
  if ((await tx.assignment.count({ where: { operatorId, ...owns } })) === 0) return false;
  // Two owners who come in at the same moment must see each other.
  await tx.$queryRaw`SELECT 1 FROM installation WHERE id = 'current' FOR UPDATE`;
  const owners = await tx.operator.findMany({
    where: { state: 'active', assignments: { some: owns }, sessions: { some: { pending: false } } },
    select: { email: true },
  });
  if (new Set(owners.map((owner) => personKey(owner.email))).size < 2) return false;
  const ended = await tx.installation.updateMany({ where: current, data: { setupEndedAt: now } });
  return ended.count === 1;
}
