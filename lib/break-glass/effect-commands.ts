/** Promise: nothing is done in break-glass that two people have not each proven, of one digest, while both still count. */
import type { WhereOf } from '../access/scope.ts';
import { recordEvent } from '../audit/record.ts';
import { type Context, change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { actNamed, actorOf, carryOut, rehearse } from './acts.ts';
import { effectBinding, type PersonProof, phaseOf, proofWords } from './rules.ts';
import * as schema from './schema.ts';
import { type NamedPerson, pairNote, requireNamed, spend } from './spend.ts';

async function find(tx: Tx, where: WhereOf<'BreakGlassEffect'>) {
  const row = await tx.breakGlassEffect.findFirst({ where });
  return (
    row && {
      ...row,
      input: row.input as Record<string, unknown>,
      proposedProof: row.proposedProof as unknown as PersonProof,
      confirmedProof: row.confirmedProof as unknown as PersonProof | null,
    }
  );
}

type EffectSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

const effectKind: Kind<'BreakGlassEffect', EffectSubject> = {
  model: 'BreakGlassEffect',
  table: 'break_glass_effect',
  noun: 'This proposal',
  find,
  label: (effect) => effect.summary,
};
const audited = [
  'command',
  'input',
  'binding',
  'proposedBy',
  'proposedProof',
  'confirmedBy',
  'confirmedProof',
  'outcome',
] as const;

/** One of the two says what is to be done and proves it; it is tried out and taken back, so that what cannot be done is not proposed. */
export const proposeEffect = creation({
  name: 'break_glass.propose',
  kind: effectKind,
  input: schema.Propose,
  audited,
  sensitivity: 'sensitive',
  async create(cx, { openingId, operatorId, command, input, proof }) {
    const opening = await requireOpen(cx, openingId);
    const person = await requireSeat(cx.tx, opening, operatorId);
    const binding = effectBinding({ openingId, command, input });
    if (proof.binding !== binding) throw ofSomethingElse();
    const event = await rehearse(cx, person.name, { command, input });
    return { person, binding, summary: actNamed(command).say(event, input, cx.now) };
  },
  async run(cx, { binding, summary }, { openingId, operatorId, command, input, proof }) {
    await spend(cx, operatorId, proof);
    return cx.tx.breakGlassEffect.create({
      data: {
        openingId,
        command,
        input: JSON.parse(JSON.stringify(input)),
        summary,
        binding,
        proposedBy: operatorId,
        proposedAt: cx.now,
        proposedProof: { ...proof },
      },
      select: { id: true },
    });
  },
  summary: (effect, _, { proof }) => `Proposed in break-glass by ${proofWords(proof)}: ${effect.summary}`,
});

/** The other one proves the same digest, and in the same transaction it is done; in a drill it is tried out and taken back. */
export const confirmEffect = change({
  name: 'break_glass.confirm',
  kind: effectKind,
  input: schema.Confirm,
  audited,
  sensitivity: 'critical',
  async run(cx, effect, { operatorId, proof }) {
    if (effect.outcome) throw new Refusal('already_done', 'This was settled before. Nothing was changed.');
    const opening = await requireOpen(cx, effect.openingId);
    if (effect.proposedBy === operatorId)
      throw new Refusal('forbidden', 'The other person confirms what you proposed.');
    const pair = [
      { person: await requireSeat(cx.tx, opening, effect.proposedBy), proof: effect.proposedProof },
      { person: await requireSeat(cx.tx, opening, operatorId), proof },
    ];
    const { command, input } = effect;
    const binding = effectBinding({ openingId: effect.openingId, command, input });
    // A row that was changed behind the console's back is no longer what the first person proved.
    if ([effect.binding, proof.binding, effect.proposedProof.binding].some((of) => of !== binding))
      throw ofSomethingElse();
    await spend(cx, operatorId, proof);
    const settled = { confirmedBy: operatorId, confirmedProof: { ...proof }, doneAt: cx.now };
    const names = pair.map(({ person }) => person.name).join(' and ');
    const outcome = opening.drill ? ('drill' as const) : ('done' as const);
    const walked = opening.drill
      ? await rehearse(cx, names, { command, input }).then(() => null)
      : await carryOut(cx, names, { command, input });
    await cx.tx.breakGlassEffect.update({ where: { id: effect.id }, data: { ...settled, outcome } });
    if (walked) await recordAct(cx, names, walked.event, pairNote(opening.id, binding, pair));
    return { id: effect.id, outcome };
  },
  summary: (effect, { outcome }, { proof }) =>
    outcome === 'drill'
      ? `Rehearsed in a break-glass drill, not done, confirmed by ${proofWords(proof)}: ${effect.summary}`
      : `Done by two people in break-glass, confirmed by ${proofWords(proof)}: ${effect.summary}`,
});

/** By either of the two: what nobody confirms shall not lie about. */
export const withdrawEffect = change({
  name: 'break_glass.withdraw',
  kind: effectKind,
  input: schema.Withdraw,
  audited,
  sensitivity: 'routine',
  async run(cx, effect, { operatorId }) {
    if (effect.outcome) throw new Refusal('already_done', 'This was settled before. Nothing was changed.');
    const opening = await requireOpen(cx, effect.openingId);
    await requireSeat(cx.tx, opening, operatorId);
    await cx.tx.breakGlassEffect.update({
      where: { id: effect.id },
      data: { doneAt: cx.now, outcome: 'withdrawn' },
    });
    return { id: effect.id };
  },
  summary: (effect) => `Withdrawn in break-glass: ${effect.summary}`,
});

interface Opening {
  id: string;
  drill: boolean;
  firstId: string;
  secondId: string | null;
}

// Locked: closing waits for what is being confirmed, or this sees the closing.
async function requireOpen({ tx, now }: Context, id: string): Promise<Opening> {
  await tx.$queryRaw`SELECT 1 FROM break_glass_opening WHERE id = ${id}::uuid FOR UPDATE`;
  const opening = await tx.breakGlassOpening.findUnique({
    where: { id },
    select: {
      id: true,
      drill: true,
      firstId: true,
      secondId: true,
      openedAt: true,
      endsAt: true,
      closedAt: true,
    },
  });
  if (opening && phaseOf(opening, now) === 'open') return opening;
  throw new Refusal('conflict', 'Break-glass is over. Nothing was changed.');
}

async function requireSeat(tx: Tx, opening: Opening, operatorId: string): Promise<NamedPerson> {
  if (operatorId !== opening.firstId && operatorId !== opening.secondId)
    throw new Refusal('forbidden', 'Two other people sit here.');
  return requireNamed(tx, operatorId);
}

/** The act's own event, under its own name, so that whoever looks for `key.revoke` finds it; with both people and both proofs. */
function recordAct(
  { tx, origin }: Context,
  names: string,
  event: Awaited<ReturnType<typeof carryOut>>['event'],
  proof: ReturnType<typeof pairNote>,
): Promise<bigint> {
  const { kind, id, name } = actorOf(names);
  return recordEvent(tx, {
    ...event,
    outcome: 'done',
    actor: { kind, id, name },
    origin,
    proof: { ...proof, at: proof.at.toISOString() },
  });
}

const ofSomethingElse = () =>
  new Refusal('forbidden', 'That proof is of something else than what stands here. Prove it again.');
