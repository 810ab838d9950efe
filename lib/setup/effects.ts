import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

/**
 * Called inside `run` only. Set-up is for an installation without people: afterwards its link would be a second way
 * to an account owner. The table is locked, so that nobody is added by another door between this look and the commit.
 */
export async function requireNobodyYet(tx: Tx): Promise<void> {
  await tx.$executeRaw`LOCK TABLE operator IN SHARE ROW EXCLUSIVE MODE`;
  if (await tx.operator.findFirst({ select: { id: true } }))
    throw new Refusal(
      'conflict',
      'An operator exists already, so this installation is set up. Sign in instead.',
    );
}
