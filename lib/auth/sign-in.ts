/**
 * Promise: a session begins only when every rule of docs/sign-in.md holds, in this order: transport, scan, request
 * consumed, shape, signatures, signed content, person, second factor, and then use of the assertion and start of
 * the session in one transaction. Outside, every refusal is the same; inside, it names its rule.
 */
import type { SignInConnection } from '../connections/queries.ts';
import { messageWasUsed } from '../db/ledger.ts';
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
import { judge, openAnswer } from './judge.ts';
import { operatorOf } from './person.ts';
import { recordRefusal } from './refusals.ts';
import { demand, type Rule, RuleBroken } from './rules.ts';
import { startSession } from './session-commands.ts';
import type { StartSession } from './session-schema.ts';
import { readPosted } from './transport.ts';

/** POST /saml/{connection}/acs. */
export function acceptResponse(request: Request, slug: string, now = new Date()): Promise<Response> {
  const origin = samlOrigin();
  return guarded(
    async () => {
      const connection = await openEntrance(slug);
      const posted = await readPosted(request, ['SAMLResponse']);
      const binding = readSignInCookie(cookieOf(request, signInCookie));
      const answer = await openAnswer(posted, connection, binding, now);
      const { sent } = answer;
      demand(sent.purpose === 'sign-in', 'in-response-to');
      const facts = await judge(answer, connection, now);
      const operatorId = await operatorOf(connection, facts);
      demand(!(await messageWasUsed(connection.entityId, facts.id)), 'replay');
      // Last of all: whoever reads that a second factor is missing has proven everything else.
      const evidence = evidenceOf(connection, facts);
      demand(evidence !== null, 'mfa');
      const secret = newSecret();
      const input = sessionOf(connection, operatorId, facts, digestOf(secret), binding);
      const outcome = await execute(startSession, signInActor, input, { origin, now });
      if (outcome.kind === 'done') return signedIn(slug, secret, binding, sent.returnTo);
      if (outcome.kind === 'refused' && outcome.code === 'unavailable') return plain(503, outcome.message);
      if (outcome.kind === 'refused') return refusedPage('replay', outcome.reference);
      throw new RuleBroken('library');
    },
    async ({ rule }) => {
      const reference = await recordRefusal({ action: 'session.start', rule, slug, origin, now });
      return refusedPage(rule, reference);
    },
  );
}

function sessionOf(
  connection: SignInConnection,
  operatorId: string,
  facts: AssertionFacts,
  digest: string,
  binding: BrowserBinding | null,
): StartSession {
  return {
    operatorId,
    connectionId: connection.id,
    digest,
    nameId: facts.nameId,
    nameIdFormat: facts.nameIdFormat,
    sessionIndex: facts.sessionIndex,
    authnContext: facts.authnContext,
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
