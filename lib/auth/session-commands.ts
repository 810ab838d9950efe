/** Promise: a session begins only together with the use of its assertion, and ends for good. */
import { endSetup, setupEndedWords } from '../approvals/effects.ts';
import { type Context, change, creation } from '../command.ts';
import { noteSeen, takeMessage } from '../db/ledger.ts';
import { env } from '../env.ts';
import { Refusal } from '../errors.ts';
import { endSessions } from './effects.ts';
import { moveOf } from './place.ts';
import { openAt } from './session.ts';
import { audited, requireActive, sessionKind } from './session-kind.ts';
import { EndAllOwnSessions, EndSession, NoteSessionMove, StartSession } from './session-schema.ts';

/** After an accepted response: the assertion counts as used and the session begins, or neither. */
export const startSession = creation({
  name: 'session.start',
  kind: sessionKind,
  input: StartSession,
  audited,
  sensitivity: 'routine',
  async create(cx, { operatorId, connectionId }) {
    await requireActive(cx.tx, operatorId, connectionId);
    return { operatorId, connectionId };
  },
  async run({ tx, now, origin }, wouldBe, input) {
    const { issuer, id, expiresAt } = input.assertion;
    const isFirst = await takeMessage(tx, { issuer, id, expiresAt: new Date(expiresAt) });
    // Of copies that arrive together all but one come this far; the trail calls each what it is.
    if (!isFirst) throw new Refusal('already_done', 'This assertion was used before.', {}, 'replay');
    // A fixed session would let whoever planted its cookie follow the person in (ASVS 5.0 V7.2.4).
    if (input.formerDigest) await endSessions(tx, { digest: input.formerDigest }, now);
    const session = await tx.session.create({
      data: {
        ...wouldBe,
        digest: input.digest,
        nameId: input.nameId,
        nameIdFormat: input.nameIdFormat,
        sessionIndex: input.sessionIndex,
        authnContext: input.authnContext,
        pending: input.pending,
        proofAt: new Date(input.pending ? 0 : input.proofAt),
        authnAt: new Date(input.proofAt),
        startedAt: now,
        endsAt: endOf(now, input.notAfter),
        address: origin.address ?? 'unknown',
        userAgent: origin.userAgent?.slice(0, 400) ?? '',
      },
      select: { id: true },
    });
    await noteSeen(tx, session.id, now);
    const setupEnded = !input.pending && (await endSetup(tx, wouldBe.operatorId, now));
    return { ...session, setupEnded };
  },
  summary: (session, { setupEnded }) =>
    `${session.operator} signed in through ${session.connection}${session.pending ? '; their second factor is still to come' : ''}${setupEnded ? setupEndedWords : ''}`,
});

/** Somebody else's, or every one by a word of the IdP. */
export const endSession = change({
  name: 'session.end',
  kind: sessionKind,
  input: EndSession,
  audited,
  // It narrows, so nobody else has to agree; but with a stolen cookie alone somebody would keep everybody else out.
  sensitivity: (session, _, { actor }) => (session.operatorId === actor.id ? 'routine' : 'sensitive'),
  run: (cx, session) => end(cx, session),
  summary: (session) => `Session of ${session.operator} ended`,
});

export const endOwnSession = change({
  name: 'session.end_own',
  kind: sessionKind,
  input: EndSession,
  audited,
  sensitivity: 'routine',
  run: (cx, session) => end(cx, session),
  summary: (session) => `${session.operator} signed out`,
});

/** Every one of the operator's own, the one that asks included. */
export const endAllOwnSessions = change({
  name: 'session.end_all_own',
  kind: sessionKind,
  input: EndAllOwnSessions,
  audited,
  sensitivity: 'routine',
  async run({ tx, now }, { id, operatorId }) {
    const open = await tx.session.count({ where: { operatorId, ...openAt(now) } });
    // Idle ones, too: the clock of another process may still call one of them open.
    const ended = await endSessions(tx, { operatorId, endsAt: { gt: now } }, now);
    if (ended === 0) throw new Refusal('already_done', 'No session of yours is open. Nothing was changed.');
    return { id, open };
  },
  summary: (session, { open }) =>
    `${session.operator} signed out everywhere: ${open === 1 ? '1 session' : `${open} sessions`} ended`,
});

/** Changes nothing: the row keeps the place of the sign-in, by which every later request is judged. */
export const noteSessionMove = change({
  name: 'session.note_move',
  kind: sessionKind,
  input: NoteSessionMove,
  audited,
  sensitivity: 'routine',
  async run({ origin }, session) {
    const seenAt = { address: origin.address ?? '', userAgent: origin.userAgent ?? '' };
    const move = moveOf(session, seenAt);
    if (!move) throw new Refusal('already_done', 'This session is where it was signed in.');
    return { id: session.id, ...move };
  },
  summary: (session, { from, to }) =>
    `Session of ${session.operator} moved from ${from} to ${to}: its second factor does not count there`,
});

async function end({ tx, now }: Context, session: { id: string; endedAt: Date | null }) {
  if (session.endedAt)
    throw new Refusal('already_done', 'This session has ended already. Nothing was changed.');
  await endSessions(tx, { id: session.id }, now);
  return { id: session.id };
}

function endOf(now: Date, notAfter: string | null): Date {
  const absolute = now.getTime() + env().sessionAbsoluteHours * 3_600_000;
  return new Date(notAfter ? Math.min(absolute, Date.parse(notAfter)) : absolute);
}
