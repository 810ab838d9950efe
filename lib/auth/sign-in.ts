/**
 * Promise: a session begins only when every rule of docs/sign-in.md holds, in this order: transport, scan, request
 * consumed, shape, signatures, signed content, person, second factor, and then use of the assertion and start of
 * the session in one transaction. Outside, every refusal is the same; inside, it names its rule.
 */
import type { SignInConnection } from '../connections/queries.ts';
import { db } from '../db/client.ts';
import { type ConsumedRequest, consumeSamlRequest, messageWasUsed, samlRequestWaits } from '../db/ledger.ts';
import { execute } from '../execute.ts';
import { canonicalNameId } from '../operators/schema.ts';
import { paths } from '../paths.ts';
import { plain, seeOther, spAddresses } from './addresses.ts';
import { type AssertionFacts, readAssertion } from './assertion.ts';
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
import { checkEncrypted } from './encryption.ts';
import { guarded, openEntrance, samlOrigin, signInActor } from './entrance.ts';
import { requireHolds } from './first-look.ts';
import { openMessage } from './message.ts';
import { judgeResponse, serviceProvider } from './passport.ts';
import { recordRefusal } from './refusals.ts';
import { checkResponse } from './response.ts';
import { demand, type Rule, RuleBroken } from './rules.ts';
import { startSession } from './session-commands.ts';
import type { StartSession } from './session-schema.ts';
import { type Posted, readPosted } from './transport.ts';

/** POST /saml/{connection}/acs. */
export function acceptResponse(request: Request, slug: string, now = new Date()): Promise<Response> {
  const origin = samlOrigin();
  return guarded(
    async () => {
      const connection = await openEntrance(slug);
      const posted = await readPosted(request, ['SAMLResponse']);
      const binding = readSignInCookie(cookieOf(request, signInCookie));
      const { facts, returnTo } = await judge(posted, connection, binding, now);
      const operatorId = await operatorOf(connection, facts);
      demand(!(await messageWasUsed(connection.entityId, facts.id)), 'replay');
      // Last of all: whoever reads that a second factor is missing has proven everything else.
      demand(connection.mfaContexts.includes(facts.authnContext), 'mfa');
      const secret = newSecret();
      const input = sessionOf(connection, operatorId, facts, digestOf(secret), binding);
      const outcome = await execute(startSession, signInActor, input, { origin, now });
      if (outcome.kind === 'done') return signedIn(slug, secret, binding, returnTo);
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

/** Everything that the message alone must show. Throws `RuleBroken`. */
async function judge(
  posted: Posted,
  connection: SignInConnection,
  binding: BrowserBinding | null,
  now: Date,
): Promise<{ facts: AssertionFacts; returnTo: string }> {
  const addresses = spAddresses(connection.slug);
  const root = openMessage(posted.xml, 'Response');
  const inResponseTo = root.getAttribute('InResponseTo') ?? '';
  const sent = await consume(inResponseTo, connection, binding, now);
  demand(posted.relayState === sent.relayState, 'relay-state');
  const expected = { issuer: connection.entityId, requestedAt: sent.createdAt, now };
  const { signature, encrypted } = checkResponse(root, { ...expected, destination: addresses.acs });
  requireHolds(root, signature, connection.certificates);
  if (encrypted) await checkEncrypted(root, (await serviceProvider(connection)).keys.encryption);
  const answer = await judgeResponse(connection, {
    base64: posted.base64,
    inResponseTo,
    requestedAt: sent.createdAt,
  });
  if (answer.kind !== 'accepted') throw new RuleBroken(ruleOfLibrary(answer));
  const facts = readAssertion(answer.profile.getAssertionXml?.() ?? '', {
    ...expected,
    recipient: addresses.acs,
    audience: addresses.entityId,
    inResponseTo,
  });
  return { facts, returnTo: sent.returnTo };
}

// Consumed in a transaction of its own, whatever follows: a response that fails later cannot be tried again.
async function consume(
  id: string,
  connection: SignInConnection,
  binding: BrowserBinding | null,
  now: Date,
): Promise<ConsumedRequest> {
  demand(id !== '' && id.length <= 256, 'in-response-to');
  const by = { id, connectionId: connection.id, purpose: 'sign-in' as const };
  const sent = binding && (await consumeSamlRequest({ ...by, browserDigest: digestOf(binding.secret) }));
  if (!sent) {
    // Login CSRF: an attacker's own valid response, posted by the victim's browser, would sign the victim in as them.
    const foreign = await samlRequestWaits(id, connection.id);
    throw new RuleBroken(foreign ? 'browser' : 'in-response-to');
  }
  demand(sent.expiresAt > now, 'in-response-to');
  return sent;
}

/** The library's messages, sorted into our rules; its own words reach nobody. */
function ruleOfLibrary(answer: { kind: string; error?: Error }): Rule {
  const message = answer.error?.message ?? '';
  if (/signature|document/i.test(message)) return 'signature';
  if (/InResponseTo/i.test(message)) return 'in-response-to';
  if (/audience/i.test(message)) return 'audience';
  if (/expired|not yet valid|subject confirmation|Error parsing/i.test(message)) return 'time';
  if (/decrypt|encrypt|cipher/i.test(message)) return 'encryption';
  return 'library';
}

// Unknown and disabled are one answer: which names exist is nobody's business outside.
async function operatorOf(connection: SignInConnection, facts: AssertionFacts): Promise<string> {
  const operator = await db().operator.findUnique({
    where: {
      connectionId_nameId: { connectionId: connection.id, nameId: canonicalNameId(facts.nameId) },
    },
    select: { id: true, state: true },
  });
  demand(operator?.state === 'active', 'operator');
  return operator.id;
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
