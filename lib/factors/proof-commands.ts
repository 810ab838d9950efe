/** Promise: a proof stands in the trail with its factor, and no code or counter gives two. */
import type { WhereOf } from '../access/scope.ts';
import { type Context, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { advanceFactor } from '../db/ledger.ts';
import { env } from '../env.ts';
import { Refusal } from '../errors.ts';
import { boundProofMinutes } from './proof.ts';
import { toPerson } from './reasons.ts';
import { GiveProof } from './schema.ts';

async function find(tx: Tx, where: WhereOf<'Proof'>) {
  const row = await tx.proof.findFirst({
    where,
    select: {
      id: true,
      operatorId: true,
      sessionId: true,
      kind: true,
      factorId: true,
      context: true,
      binding: true,
      at: true,
      expiresAt: true,
      operator: { select: { name: true } },
    },
  });
  return row && { ...row, operator: row.operator.name };
}

const proofKind: Kind<'Proof', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'Proof',
  table: 'proof',
  noun: 'This proof',
  find,
  label: (proof) => proof.operator,
};
const audited = [
  'operatorId',
  'operator',
  'sessionId',
  'kind',
  'factorId',
  'context',
  'binding',
  'at',
  'expiresAt',
] as const;
const words = {
  passkey: 'a passkey',
  totp: 'an authenticator app',
  recovery_code: 'a recovery code',
  idp: 'their provider',
};

/** After a factor was checked: its code or counter counts as used and the proof stands, or neither. */
export const giveProof = creation({
  name: 'proof.give',
  kind: proofKind,
  input: GiveProof,
  audited,
  sensitivity: 'routine',
  async create({ tx, now }, { operatorId, sessionId }) {
    const session = await tx.session.findFirst({
      where: { id: sessionId, operatorId, endedAt: null, endsAt: { gt: now }, operator: { state: 'active' } },
      select: { id: true },
    });
    if (!session) throw new Refusal('forbidden', 'Your session has ended. Sign in again.');
    return { operatorId, sessionId };
  },
  async run(cx, wouldBe, { kind, factorId, context, binding, counter }) {
    const { tx, now, origin } = cx;
    if (binding && kind === 'recovery_code') throw new Refusal('forbidden', toPerson.paper_for_critical);
    if (factorId) await spendFactor(cx, { id: factorId, operatorId: wouldBe.operatorId, kind, counter });
    const minutes = binding ? boundProofMinutes : env().proofMinutes;
    return tx.proof.create({
      data: {
        ...wouldBe,
        kind,
        factorId,
        context,
        binding,
        at: now,
        expiresAt: new Date(now.getTime() + minutes * 60_000),
        address: origin.address ?? 'unknown',
        userAgent: origin.userAgent?.slice(0, 400) ?? '',
      },
      select: { id: true },
    });
  },
  summary: (proof) =>
    `${proof.operator} proved a second factor by ${words[proof.kind as keyof typeof words]}${proof.binding ? ', for one change' : ''}`,
});

async function spendFactor(
  { tx, now }: Context,
  factor: { id: string; operatorId: string; kind: GiveProof['kind']; counter: number | null },
): Promise<void> {
  const { id, operatorId, kind, counter } = factor;
  if (kind === 'idp') throw new Refusal('invalid', 'A provider is no factor of its own.');
  const own = { id, operatorId, kind, endedAt: null };
  if (kind === 'recovery_code') {
    const used = await tx.factor.updateMany({ where: own, data: { endedAt: now, endReason: 'used' } });
    if (used.count !== 1) throw alreadyUsed();
    return;
  }
  // Locked: a factor that is being removed no longer proves anything.
  const [row] = await tx.$queryRaw<{ kind: string }[]>`
    SELECT kind::text FROM factor WHERE id = ${id}::uuid AND operator_id = ${operatorId}::uuid AND ended_at IS NULL FOR SHARE`;
  if (row?.kind !== kind) throw new Refusal('forbidden', 'This factor was removed. Use another one.');
  if (await advanceFactor(tx, id, counter, now)) return;
  // Two answers with one counter that arrive together: one of them is a copy's.
  if (kind === 'passkey') throw new Refusal('conflict', toPerson.counter);
  throw alreadyUsed();
}

function alreadyUsed(): Refusal {
  return new Refusal('already_done', toPerson.used);
}
