/**
 * Promise: a test sign-in walks through every rule of a real one and records what each saw; it makes and changes no
 * session, and needs nobody to be an operator.
 */

import { certificateFacts } from '../connections/certificates.ts';
import type { SignInConnection } from '../connections/queries.ts';
import { recordTest } from '../connections/test-commands.ts';
import type { TestCheck } from '../connections/test-schema.ts';
import { type ConsumedRequest, messageWasUsed } from '../db/ledger.ts';
import { takeWaitingTest, testWaits } from '../db/waiting-tests.ts';
import { execute } from '../execute.ts';
import { log } from '../log.ts';
import { paths, safeReturnTo } from '../paths.ts';
import { plain, seeOther } from './addresses.ts';
import { askIdp, isFromOwnPage } from './ask-idp.ts';
import type { AssertionFacts } from './assertion.ts';
import { type BrowserBinding, digestOf } from './cookies.ts';
import { isAway, openEntrance, samlOrigin, signInActor } from './entrance.ts';
import { evidenceOf } from './evidence.ts';
import { type Answer, type Judged, judge } from './judge.ts';
import { accepted, observed, shown, signedBy, signersOf } from './observed.ts';
import { demand, type Rule, RuleBroken, witnessed } from './rules.ts';
import { checksOf } from './test-checks.ts';
import { personSeen } from './test-person.ts';
import { viewerOfRequest } from './viewer.ts';

/** GET /saml/{connection}/login?purpose=test, by somebody signed in who may; also while the connection is disabled. */
export async function beginOwnTest(request: Request, slug: string, now: Date): Promise<Response> {
  demand(isFromOwnPage(request), 'asker');
  const viewer = await viewerOfRequest(request, 'console');
  demand(viewer?.moved === null && viewer.can('connection.test', 'Connection'), 'asker');
  const connection = await openEntrance(slug, async () => true);
  return beginTest(request, connection, viewer.operatorId, paths.connection(connection.id), now);
}

/**
 * To the IdP for a test. `askedBy` is an operator, who is then led to the test's page, or a set-up link, which is led
 * to `returnTo` with `?test=` and the test's id. The caller has made sure that they may.
 */
export function beginTest(
  request: Request,
  connection: SignInConnection,
  askedBy: string,
  returnTo: string,
  now = new Date(),
): Promise<Response> {
  // Without it an IdP that knows the browser answers for whoever tests, and nobody else could be tried.
  return askIdp(request, connection, { purpose: 'test', askedBy, returnTo, force: true }, now);
}

/** True while this browser waits for a test of this connection: only then is a disabled one listened to. */
export async function isTesting(
  { id }: SignInConnection,
  browser: BrowserBinding | null,
  now: Date,
): Promise<boolean> {
  if (!browser) return false;
  return testWaits({ connectionId: id, browserDigest: digestOf(browser.secret) }, now);
}

/** The answer to a test: judged like any other, and recorded whatever comes of it. */
export async function finishTest(answer: Answer, connection: SignInConnection, now: Date): Promise<Response> {
  const seen = observed(answer.root, connection, now);
  const read: { facts?: Judged } = {};
  const { held, broken } = await witnessedOrBroken(async () => {
    const facts = await judge(answer, connection, now);
    read.facts = facts;
    demand(!(await messageWasUsed(connection.entityId, facts.id)), 'replay');
    seen.mfa = { value: evidenceWords(connection, facts) };
    demand(evidenceOf(connection, facts) !== null || connection.withoutMfa === 'ask', 'mfa');
  });
  const { facts } = read;
  if (facts) {
    Object.assign(seen, accepted(facts));
    seen.signature = signedBy([...new Set(facts.certificates)], now);
    const person = await personSeen(connection, facts);
    seen.operator = person.operator;
    if (!person.operator.refused) held.add('operator');
    seen.subject = { ...seen.subject, rows: person.rows };
  }
  const [signer] = facts?.certificates ?? signersOf(answer.root, connection.certificates);
  return record(answer.sent, connection, now, {
    checks: checksOf(held, broken?.rule ?? null, seen),
    passed: broken === null,
    fingerprint: signer ? certificateFacts(signer, now).fingerprint : null,
    assertion: broken ? null : assertionOf(connection, facts),
  });
}

/** What came could not even be read as an answer: recorded for the test that this browser waits for, if it does. */
export async function failWaitingTest(
  rule: Rule,
  connection: SignInConnection,
  browser: BrowserBinding,
  now: Date,
): Promise<Response | null> {
  const by = { connectionId: connection.id, browserDigest: digestOf(browser.secret) };
  const sent = await takeWaitingTest(by, now);
  if (!sent) return null;
  const checks = checksOf(new Set(), rule, {});
  return record(sent, connection, now, { checks, passed: false, fingerprint: null, assertion: null });
}

interface Shown {
  checks: TestCheck[];
  passed: boolean;
  fingerprint: string | null;
  assertion: { issuer: string; id: string; expiresAt: string } | null;
}

async function record(
  sent: ConsumedRequest,
  { id: connectionId, version }: SignInConnection,
  now: Date,
  test: Shown,
): Promise<Response> {
  const input = { connectionId, version, testedBy: sent.askedBy ?? '', ...test };
  const outcome = await execute(recordTest, signInActor, input, { origin: samlOrigin(), now });
  if (outcome.kind === 'refused' && outcome.code === 'unavailable') return plain(503, outcome.message);
  if (outcome.kind !== 'done') throw new RuleBroken('asker');
  const ofConsole = sent.returnTo === paths.connection(connectionId);
  const target = safeReturnTo(sent.returnTo);
  return seeOther(
    ofConsole
      ? paths.connectionTest(connectionId, outcome.result.id)
      : `${target}${target.includes('?') ? '&' : '?'}test=${outcome.result.id}`,
  );
}

// A fault of ours while judging is a refusal in a real sign-in, too.
async function witnessedOrBroken(work: () => Promise<void>) {
  return witnessed(async () => {
    try {
      await work();
    } catch (error) {
      if (error instanceof RuleBroken || isAway(error)) throw error;
      log('sign-in').error({ err: error instanceof Error ? error.name : '' }, 'a test broke what judges it');
      throw new RuleBroken('library', { cause: error });
    }
  });
}

function evidenceWords(connection: SignInConnection, facts: AssertionFacts): string {
  const evidence = evidenceOf(connection, facts);
  if (evidence) return shown(evidence);
  const stated = `None; it states ${shown(facts.authnContext)}.`;
  return connection.withoutMfa === 'ask' ? `${stated} Gatehouse asks for its own second factor.` : stated;
}

function assertionOf({ entityId }: SignInConnection, facts: AssertionFacts | undefined): Shown['assertion'] {
  if (!facts) return null;
  return { issuer: entityId, id: facts.id, expiresAt: facts.rememberUntil.toISOString() };
}
