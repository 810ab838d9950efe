/**
 * Promise: a session begins only when every rule of docs/sign-in.md holds, in this order: transport, scan, request
 * consumed, shape, signatures, signed content, person, second factor, and then use of the assertion and start of
 * the session in one transaction. Outside, every refusal is the same; inside, it names its rule.
 */
import type { Origin } from '../audit/record.ts';
import type { SignInConnection } from '../connections/queries.ts';
import { messageWasUsed, type SamlPurpose } from '../db/ledger.ts';
import { execute } from '../execute.ts';
import { paths } from '../paths.ts';
import { plain, seeOther } from './addresses.ts';
import type { AssertionFacts } from './assertion.ts';
import {
  type BrowserBinding,
  clearAgainCookie,
  cookieOf,
  digestOf,
  newSecret,
  readSignInCookie,
  setAgainCookie,
  setLastConnectionCookie,
  setSessionCookie,
  setSignInCookie,
  signInCookie,
} from './cookies.ts';
import { guarded, openEntrance, samlOrigin, signInActor } from './entrance.ts';
import { evidenceOf } from './evidence.ts';
import { type Answer, judge, openAnswer } from './judge.ts';
import { recognise } from './person.ts';
import { admit } from './provision.ts';
import { recordRefusal, refusedActions, untilTold } from './refusals.ts';
import { demand, type Rule, RuleBroken } from './rules.ts';
import { startSession } from './session-commands.ts';
import type { StartSession } from './session-schema.ts';
import { proveStepUp } from './step-up.ts';
import { failWaitingTest, finishTest, isTesting } from './test-sign-in.ts';
import { readPosted } from './transport.ts';

/** POST /saml/{connection}/acs. What a response may do depends on what its request was for. */
export function acceptResponse(request: Request, slug: string, now = new Date()): Promise<Response> {
  const origin = samlOrigin();
  const binding = readSignInCookie(cookieOf(request, signInCookie));
  let connection: SignInConnection | undefined;
  let purpose: SamlPurpose | undefined;
  return guarded(
    async () => {
      connection = await openEntrance(slug, (found) => isTesting(found, binding, now));
      const posted = await readPosted(request, ['SAMLResponse']);
      const answer = await openAnswer(posted, connection, binding, now);
      purpose = answer.sent.purpose;
      if (purpose === 'test') return await finishTest(answer, connection, now);
      demand(connection.enabled, 'connection');
      if (purpose === 'step-up') return await proveStepUp(answer, connection, binding, now);
      return await startFrom(answer, connection, binding, { origin, now });
    },
    async ({ rule }) => {
      const failed =
        !purpose && connection && binding && (await failWaitingTest(rule, connection, binding, now));
      if (failed) return failed;
      const action = refusedActions[purpose ?? ''] ?? 'session.start';
      const reference = await recordRefusal({ action, rule, slug, origin, now });
      // Only a sign-in says that a second factor is missing: whoever steps up learns nothing from the page.
      return refusedPage(action === 'session.start' ? rule : 'library', reference);
    },
  );
}

async function startFrom(
  answer: Answer,
  connection: SignInConnection,
  binding: BrowserBinding | null,
  { origin, now }: { origin: Origin; now: Date },
): Promise<Response> {
  const facts = await judge(answer, connection, now);
  const recognised = await recognise(connection, facts);
  demand(!(await messageWasUsed(connection.entityId, facts.id)), 'replay');
  // Last of all: whoever reads that a second factor is missing has proven everything else.
  const evidence = evidenceOf(connection, facts);
  const pending = evidence === null;
  demand(!pending || connection.withoutMfa === 'ask', 'mfa');
  // Nobody is made, linked or given a role before this line.
  const operatorId = await admit(connection, facts, recognised, { origin, now });
  const secret = newSecret();
  const input = {
    ...sessionOf(connection, operatorId, facts, digestOf(secret), binding),
    authnContext: evidence ?? facts.authnContext,
    pending,
  };
  const outcome = await execute(startSession, signInActor, input, { origin, now });
  const target = pending ? factorPage(answer.sent.returnTo) : answer.sent.returnTo;
  if (outcome.kind === 'done') return signedIn(connection.slug, secret, binding, target);
  if (outcome.kind === 'refused' && outcome.code === 'unavailable') return plain(503, outcome.message);
  if (outcome.kind === 'refused') {
    await untilTold(now);
    return refusedPage('replay', outcome.reference);
  }
  throw new RuleBroken('library');
}

function factorPage(returnTo: string): string {
  return `${paths.signInFactor}?returnTo=${encodeURIComponent(returnTo)}`;
}

function sessionOf(
  connection: SignInConnection,
  operatorId: string,
  facts: AssertionFacts,
  digest: string,
  binding: BrowserBinding | null,
): Omit<StartSession, 'authnContext'> {
  return {
    operatorId,
    connectionId: connection.id,
    digest,
    nameId: facts.nameId,
    nameIdFormat: facts.nameIdFormat,
    sessionIndex: facts.sessionIndex,
    proofAt: facts.authnInstant.toISOString(),
    notAfter: facts.sessionEndsAt?.toISOString() ?? null,
    assertion: {
      issuer: connection.entityId,
      id: facts.id,
      expiresAt: facts.rememberUntil.toISOString(),
    },
    formerDigest: binding?.sessionDigest ?? null,
  };
}

function signedIn(slug: string, secret: string, binding: BrowserBinding | null, returnTo: string): Response {
  const cookies = [setSessionCookie(secret), setLastConnectionCookie(slug), clearAgainCookie()];
  if (binding) cookies.push(setSignInCookie({ secret: binding.secret, sessionDigest: digestOf(secret) }));
  return seeOther(returnTo, cookies);
}

// An IdP with a session of its own would answer the next try with the same stale or single factor.
function refusedPage(rule: Rule, reference: string): Response {
  const page = rule === 'mfa' ? paths.signInNeedsMfa : paths.signInRefused;
  return seeOther(`${page}?reference=${reference}`, [setAgainCookie()]);
}
