/** Promise: one person begins, another one joins within ten minutes, and after an hour it is over, whoever forgets it. */
import { type Command, change, creation } from '../command.ts';
import { Refusal } from '../errors.ts';
import { audited, type OpeningSubject, openingKind } from './opening-kind.ts';
import { openMinutes, type PersonProof, phaseOf, proofWords, waitMinutes } from './rules.ts';
import * as schema from './schema.ts';
import { noteOf, requireNamed, spend } from './spend.ts';

const minutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000);
const what = (opening: { drill: boolean }) => (opening.drill ? 'a break-glass drill' : 'break-glass');
const hour = (at: Date) => `${at.toISOString().slice(11, 16)} UTC`;

/** The first person: nothing is open yet, and for ten minutes only somebody else can open it. */
export const beginOpening = carried(
  creation({
    name: 'break_glass.begin',
    kind: openingKind,
    input: schema.Begin,
    audited,
    sensitivity: 'critical',
    async create({ tx }, { operatorId }) {
      // Two people who begin at once must not both find the place empty.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('break-glass'))`;
      const person = await requireNamed(tx, operatorId);
      const taken = await tx.breakGlassOpening.findFirst({ where: { closedAt: null }, select: { id: true } });
      if (taken)
        throw new Refusal('conflict', 'Break-glass was begun by somebody else just now. Try again to join.');
      return person;
    },
    async run(cx, person, { digest, drill, reason, proof }) {
      await spend(cx, person.id, proof);
      return cx.tx.breakGlassOpening.create({
        data: {
          drill,
          reason,
          firstId: person.id,
          firstName: person.name,
          firstAt: cx.now,
          firstDigest: digest,
          firstProof: { ...proof },
          endsAt: minutes(cx.now, waitMinutes),
        },
        select: { id: true },
      });
    },
    summary: (opening, _, { proof }) =>
      `${opening.firstName} began ${what(opening)} by ${proofWords(proof)}, “${opening.reason}”; a second person can join until ${hour(opening.endsAt)}`,
  }),
);

/** The second person, who must be another one: from here it is open for both. */
export const joinOpening = carried(
  change({
    name: 'break_glass.join',
    kind: openingKind,
    input: schema.Join,
    audited,
    sensitivity: 'critical',
    async run(cx, opening, { operatorId, digest, drill, reason, proof }) {
      if (phaseOf(opening, cx.now) !== 'waiting')
        throw new Refusal('conflict', 'Nobody is waiting for a second person any more. Try again to begin.');
      if (operatorId === opening.firstId)
        throw new Refusal('forbidden', 'The second person is somebody else than the first one.');
      requireSameMode(opening, drill);
      const person = await requireNamed(cx.tx, operatorId);
      await requireNamed(cx.tx, opening.firstId);
      await spend(cx, operatorId, proof);
      await cx.tx.breakGlassOpening.update({
        where: { id: opening.id },
        data: {
          secondId: operatorId,
          secondName: person.name,
          secondDigest: digest,
          secondReason: reason,
          secondProof: { ...proof },
          openedAt: cx.now,
          endsAt: minutes(cx.now, openMinutes),
        },
      });
      return { id: opening.id };
    },
    summary: (opening, _, { proof }) =>
      `${opening.secondName} joined by ${proofWords(proof)}: ${what(opening)} of ${opening.firstName} is open until ${hour(opening.endsAt)}, “${opening.reason}”`,
  }),
);

/** Somebody who sits there already, in another browser: their seat goes along, and the former cookie opens nothing. */
export const returnToOpening = carried(
  change({
    name: 'break_glass.return',
    kind: openingKind,
    input: schema.Return,
    audited,
    // Whoever takes a seat from another browser may be somebody else: all account owners are told, as of the first time.
    sensitivity: 'critical',
    async run(cx, opening, { operatorId, digest, drill, proof }) {
      if (phaseOf(opening, cx.now) === 'over') throw over();
      if (operatorId !== opening.firstId && operatorId !== opening.secondId)
        throw new Refusal('forbidden', 'Two other people sit here.');
      requireSameMode(opening, drill);
      await requireNamed(cx.tx, operatorId);
      await spend(cx, operatorId, proof);
      const data = operatorId === opening.firstId ? { firstDigest: digest } : { secondDigest: digest };
      await cx.tx.breakGlassOpening.update({ where: { id: opening.id }, data });
      return { id: opening.id };
    },
    summary: (opening, _, { operatorId, proof }) =>
      `${operatorId === opening.firstId ? opening.firstName : opening.secondName} took their seat in ${what(opening)} in another browser, by ${proofWords(proof)}`,
  }),
);

/** By one of the two at any time, and by the clock at its minute. */
export const closeOpening = change({
  name: 'break_glass.close',
  kind: openingKind,
  input: schema.Close,
  audited,
  sensitivity: 'sensitive',
  async run({ tx, now }, opening, { operatorId }) {
    if (opening.closedAt) throw over();
    const by = operatorId === null ? null : nameOf(opening, operatorId);
    if (by === null && opening.endsAt > now)
      throw new Refusal('conflict', 'The time of this break-glass is not over.');
    await tx.breakGlassOpening.update({
      where: { id: opening.id },
      data: { closedAt: now, closedBy: by ?? 'the clock' },
    });
    return { id: opening.id };
  },
  summary: (opening) => {
    const ended = opening.openedAt ? 'closed' : 'ended without a second person';
    return `${opening.drill ? 'Break-glass drill' : 'Break-glass'} of ${opening.firstName} ${ended}, by ${opening.closedBy}`;
  },
});

function nameOf(opening: OpeningSubject, operatorId: string): string {
  if (operatorId === opening.firstId) return opening.firstName;
  if (operatorId === opening.secondId && opening.secondName) return opening.secondName;
  throw new Refusal('forbidden', 'Only the two people of it close it.');
}

/** What somebody takes for a drill must not turn out to be real, nor the other way round. */
function requireSameMode(opening: OpeningSubject, drill: boolean): void {
  if (opening.drill === drill) return;
  throw new Refusal(
    'conflict',
    `${opening.firstName} began ${opening.drill ? 'a drill' : 'the real thing'}, and you chose the other one. Speak with them first.`,
  );
}

function over(): Refusal {
  return new Refusal('already_done', 'This break-glass is over. Nothing was changed.');
}

/** The same command, whose event bears the proof of the person who came in. */
function carried<I extends Parameters<typeof creation>[0]['input'], R extends object>(
  command: Command<I, R>,
): Command<I, R> {
  return {
    ...command,
    async walk(cx, input) {
      const walked = await command.walk(cx, input);
      const { proof } = input as { proof: PersonProof };
      return { ...walked, proof: noteOf(proof, walked.event.subjectId ?? '') };
    },
  };
}
