/** Promise: a proof is spent in the transaction of what it carries, by a person who is named and in force at that moment. */
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { advanceFactor } from '../db/ledger.ts';
import { Refusal } from '../errors.ts';
import type { ProofNote } from '../factors/proof.ts';
import { type PersonProof, proofWords } from './rules.ts';

export interface NamedPerson {
  id: string;
  name: string;
}

/** Locked for as long as the change runs: whoever is disabled or taken off the list meanwhile waits, or comes first. */
export async function requireNamed(tx: Tx, operatorId: string): Promise<NamedPerson> {
  const [person] = await tx.$queryRaw<NamedPerson[]>`
    SELECT o.id, o.name FROM operator o JOIN break_glass_person p ON p.operator_id = o.id
    WHERE o.id = ${operatorId}::uuid AND o.state = 'active' FOR SHARE`;
  if (person) return person;
  throw new Refusal('forbidden', 'This person is disabled, or no longer named for break-glass.');
}

/** A code is used up; a passkey's counter moves on. Twice at once, one of the two finds it spent. */
export async function spend({ tx, now }: Context, operatorId: string, proof: PersonProof): Promise<void> {
  const own = { id: proof.factorId, operatorId, kind: proof.kind, endedAt: null };
  if (proof.kind === 'sealed_code') {
    const used = await tx.factor.updateMany({ where: own, data: { endedAt: now, endReason: 'used' } });
    if (used.count !== 1) throw spent('This code was used before. Take the next one from your sheet.');
    return;
  }
  // Locked: a passkey that is being removed no longer proves anything.
  const [row] = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM factor WHERE id = ${proof.factorId}::uuid AND operator_id = ${operatorId}::uuid
      AND kind = 'passkey' AND ended_at IS NULL FOR UPDATE`;
  if (!row || !(await advanceFactor(tx, proof.factorId, proof.counter, now)))
    throw spent('This passkey was removed, or its answer was used before. Use it once more.');
  // No passkey is named here: the one that answered was found without.
  await tx.factor.updateMany({
    where: { ...own, OR: [{ discoverable: null }, { discoverable: false }] },
    data: { discoverable: true },
  });
}

const spent = (sentence: string) => new Refusal('already_done', sentence);

/** What an event keeps of one person's proof. */
export function noteOf(proof: PersonProof, openingId: string): ProofNote {
  return {
    kind: proof.kind,
    at: new Date(proof.at),
    context: proof.context,
    sessionId: openingId,
    ...(proof.binding && { binding: proof.binding }),
  };
}

/** What an effect's event keeps: both people and both proofs. */
export function pairNote(
  openingId: string,
  binding: string,
  pair: { person: NamedPerson; proof: PersonProof }[],
): ProofNote & { people: object[] } {
  const at =
    pair
      .map(({ proof }) => proof.at)
      .sort()
      .at(-1) ?? '';
  return {
    kind: 'two-people',
    at: new Date(at),
    context: pair.map(({ person, proof }) => `${person.name} by ${proofWords(proof)}`).join('; '),
    sessionId: openingId,
    binding,
    people: pair.map(({ person, proof }) => ({ operatorId: person.id, name: person.name, ...proof })),
  };
}
