/**
 * Promise: a step-up at the IdP gives the session that asked for it one proof, by the same person, authenticated
 * after it was asked; it neither makes nor changes a session.
 */
import type { SignInConnection } from '../connections/queries.ts';
import { db, transaction } from '../db/client.ts';
import { messageWasUsed, takeMessage } from '../db/ledger.ts';
import { execute } from '../execute.ts';
import { secondFactorActor } from '../factors/actor.ts';
import { giveProof } from '../factors/proof-commands.ts';
import { canonicalNameId } from '../operators/schema.ts';
import { paths } from '../paths.ts';
import { plain, seeOther } from './addresses.ts';
import { askIdp, isFromOwnPage } from './ask-idp.ts';
import { type BrowserBinding, cookieOf, readSessionCookie, sessionCookie } from './cookies.ts';
import { samlOrigin } from './entrance.ts';
import { evidenceOf } from './evidence.ts';
import { isBefore, skewMs } from './instant.ts';
import { type Answer, judge } from './judge.ts';
import { demand, RuleBroken } from './rules.ts';
import { findSession, openAt } from './session.ts';

/** GET /saml/{connection}/login?purpose=step-up: for this browser's open session, from a page of its own. */
export async function beginStepUp(
  request: Request,
  connection: SignInConnection,
  now: Date,
): Promise<Response> {
  demand(isFromOwnPage(request), 'asker');
  const secret = readSessionCookie(cookieOf(request, sessionCookie));
  const session = secret ? await findSession(secret, now) : null;
  demand(session !== null && session.connection.id === connection.id, 'asker');
  const binding = new URL(request.url).searchParams.get('binding');
  demand(binding === null || /^[0-9a-f]{64}$/.test(binding), 'asker');
  return askIdp(
    request,
    connection,
    { purpose: 'step-up', sessionId: session.id, binding, force: true, returnTo: paths.stepUpProven },
    now,
  );
}

/** Judges the answer and records the proof. Throws `RuleBroken`. */
export async function proveStepUp(
  answer: Answer,
  connection: SignInConnection,
  browser: BrowserBinding | null,
  now: Date,
): Promise<Response> {
  const facts = await judge(answer, connection, now);
  const { sent } = answer;
  const session = await sessionThatAsked(sent.sessionId, connection, browser, now);
  // Another account at the same IdP, whose factor the attacker holds, proves nothing about this person.
  demand(canonicalNameId(facts.nameId) === canonicalNameId(session.nameId), 'other-person');
  // An IdP that ignores ForceAuthn answers from a session that somebody else may be sitting at by now.
  demand(!isBefore(facts.authnInstant, sent.createdAt), 'not-fresh');
  // One clock, the IdP's, tells both: out of the session there since the sign-in comes the sign-in's own instant.
  demand(facts.authnInstant > session.authnAt, 'not-fresh');
  demand(!(await messageWasUsed(connection.entityId, facts.id)), 'replay');
  const context = evidenceOf(connection, facts);
  demand(context !== null, 'mfa');
  const message = { issuer: connection.entityId, id: facts.id, expiresAt: facts.rememberUntil };
  demand(await transaction((tx) => takeMessage(tx, message)), 'replay');
  demand(await answersFirst(connection, session.id, facts.authnInstant, now), 'not-fresh');
  const outcome = await execute(
    giveProof,
    secondFactorActor,
    {
      operatorId: session.operatorId,
      sessionId: session.id,
      kind: 'idp',
      context: context.slice(0, 512),
      binding: sent.binding,
    },
    { origin: samlOrigin(), now },
  );
  if (outcome.kind === 'done') return seeOther(paths.stepUpProven);
  if (outcome.kind === 'refused' && outcome.code === 'unavailable') return plain(503, outcome.message);
  if (outcome.kind === 'refused' && outcome.code === 'forbidden') throw new RuleBroken('session-over');
  throw new RuleBroken('library');
}

/**
 * One authentication proves one thing: an IdP that ignores ForceAuthn could otherwise answer a second step-up, within
 * what clocks may differ, out of the one that its person gave for the first. No message's ID holds a blank.
 */
function answersFirst(connection: SignInConnection, sessionId: string, authnInstant: Date, now: Date) {
  const id = `authentication ${sessionId} ${authnInstant.toISOString()}`;
  const expiresAt = new Date(Math.max(now.getTime(), authnInstant.getTime()) + 10 * skewMs);
  return transaction((tx) => takeMessage(tx, { issuer: connection.entityId, id, expiresAt }));
}

// The session's own cookie stays behind on a cross-site post; the sign-in cookie says which session this browser had.
async function sessionThatAsked(
  id: string | null,
  connection: SignInConnection,
  browser: BrowserBinding | null,
  now: Date,
) {
  demand(id !== null, 'session-over');
  const session = await db().session.findFirst({
    where: {
      ...openAt(now),
      id,
      connectionId: connection.id,
      operator: { state: 'active' },
    },
    select: { id: true, digest: true, nameId: true, operatorId: true, authnAt: true },
  });
  demand(session !== null && session.digest === browser?.sessionDigest, 'session-over');
  return session;
}
