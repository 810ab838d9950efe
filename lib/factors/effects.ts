/** What other domains do to second factors, called only inside `run`. */
import type { Context } from '../command.ts';
import { digestCode, digestsOf, mintCode, readCode } from './codes.ts';

/**
 * A sealed code for break-glass: 130 random bits on paper, its digest alone is stored. Those made before end, so that
 * no forgotten envelope opens anything.
 */
export async function makeSealedCode(
  { tx, now, actor, keyring }: Context,
  operatorId: string,
): Promise<{ id: string; code: string }> {
  await tx.factor.updateMany({
    where: { operatorId, kind: 'sealed_code', endedAt: null },
    data: { endedAt: now, endReason: 'replaced' },
  });
  const code = mintCode('sealed_code');
  const { id } = await tx.factor.create({
    data: {
      operatorId,
      kind: 'sealed_code',
      name: 'Sealed code',
      ...digestCode(keyring, 'sealed_code', stored('sealed_code', code)),
      causedBy: actor.id,
      createdAt: now,
    },
    select: { id: true },
  });
  return { id, code };
}

/** Ends the sealed codes of a person who no longer needs one; returns how many there were. */
export async function endSealedCodes({ tx, now }: Context, operatorId: string): Promise<number> {
  const where = { operatorId, kind: 'sealed_code' as const, endedAt: null };
  return (await tx.factor.updateMany({ where, data: { endedAt: now, endReason: 'removed' } })).count;
}

/**
 * Uses up a sealed code and says whose it was; null for a wrong, used or ended one, and for that of somebody who is
 * disabled. Count the tries before (`failures.ts` does it for sessions; here the address counts).
 */
export async function spendSealedCode(
  { tx, now, keyring }: Context,
  typed: string,
): Promise<{ factorId: string; operatorId: string } | null> {
  const code = readCode('sealed_code', typed);
  if (!code) return null;
  const row = await tx.factor.findFirst({
    where: {
      kind: 'sealed_code',
      endedAt: null,
      digest: { in: digestsOf(keyring, 'sealed_code', code) },
      operator: { state: 'active' },
    },
    select: { id: true, operatorId: true },
  });
  if (!row) return null;
  // One UPDATE that counts: two copies of the envelope at once open one door.
  const used = await tx.factor.updateMany({
    where: { id: row.id, endedAt: null },
    data: { endedAt: now, endReason: 'used' },
  });
  return used.count === 1 ? { factorId: row.id, operatorId: row.operatorId } : null;
}

/** The spelling that digests are made of. */
export function stored(kind: 'recovery_code' | 'sealed_code', minted: string): string {
  const code = readCode(kind, minted);
  if (!code) throw new RangeError('a minted code reads as one');
  return code;
}
