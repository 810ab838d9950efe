/** Promise: a pending session becomes one that opens the console once, by a second factor that was given in it. */
import { endSetup, setupEndedWords } from '../approvals/effects.ts';
import { change } from '../command.ts';
import { noteSeen } from '../db/ledger.ts';
import { Refusal } from '../errors.ts';
import { pendingAt } from './pending.ts';
import { moveOf } from './place.ts';
import { audited, requireActive, sessionKind } from './session-kind.ts';
import { CompleteSession } from './session-schema.ts';

/** How a session was proven that no word of an IdP proves. */
const contexts: Record<string, string> = {
  passkey: 'urn:gatehouse:passkey',
  totp: 'urn:gatehouse:totp',
  recovery_code: 'urn:gatehouse:recovery-code',
};

export const completeSession = change({
  name: 'session.complete',
  kind: sessionKind,
  input: CompleteSession,
  audited,
  sensitivity: 'routine',
  async run({ tx, now, origin }, session, { digest }) {
    await requireActive(tx, session.operatorId, session.connectionId);
    // The corridor holds this row's lock: of two completions the second finds it pending no more.
    const proofs = await tx.proof.findMany({
      where: {
        sessionId: session.id,
        operatorId: session.operatorId,
        kind: { in: Object.keys(contexts) },
        at: { gte: session.startedAt },
      },
      orderBy: { at: 'desc' },
      take: 5,
      select: { kind: true, at: true, address: true, userAgent: true },
    });
    // Whoever carried the pending cookie off does not go in by the factor that its person gives elsewhere.
    const here = { address: origin.address ?? 'unknown', userAgent: origin.userAgent ?? '' };
    const proof = proofs.find((given) => moveOf(given, here) === null);
    if (!proof) throw new Refusal('forbidden', 'A second factor has not been given yet. Give it first.');
    const completed = await tx.session.updateMany({
      where: { id: session.id, ...pendingAt(now) },
      // A cookie that was read or planted before this point opens nothing (ASVS 5.0 V7.2.4).
      data: { pending: false, digest, proofAt: proof.at, authnContext: contexts[proof.kind] ?? '' },
    });
    if (completed.count !== 1)
      throw new Refusal('already_done', 'This sign-in is over. Nothing was changed. Sign in again.');
    await noteSeen(tx, session.id, now);
    const setupEnded = await endSetup(tx, session.operatorId, now);
    return { id: session.id, setupEnded };
  },
  summary: (session, { setupEnded }) =>
    `${session.operator} gave their second factor here (${session.authnContext}) and is signed in through ${session.connection}${setupEnded ? setupEndedWords : ''}`,
});
