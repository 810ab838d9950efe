/** Promise: what leaves here was said by the IdP of this connection, to us, in answer to a request of this browser (sign-in.md rules 1 to 8). */
import type { SignInConnection } from '../connections/queries.ts';
import {
  type ConsumedRequest,
  consumeSamlRequest,
  type SamlPurpose,
  samlRequestWaits,
} from '../db/ledger.ts';
import type { Element } from '../xml/dom.ts';
import { spAddresses } from './addresses.ts';
import { type AssertionFacts, readAssertion } from './assertion.ts';
import { type BrowserBinding, digestOf } from './cookies.ts';
import { openEncrypted } from './encryption.ts';
import { requireHolds } from './first-look.ts';
import { type Expected, openMessage } from './message.ts';
import { judgeResponse, serviceProvider } from './passport.ts';
import { checkResponse, signaturesOf } from './response.ts';
import { demand, type Rule, RuleBroken } from './rules.ts';
import type { Posted } from './transport.ts';

/** A response with the request that it answers, which is used up by now: what it was for, and where it leads back. */
export interface Answer {
  posted: Posted;
  root: Element;
  /** Null of one that answers no request, where the connection takes it so: a sign-in that leads home. */
  inResponseTo: string | null;
  sent: ConsumedRequest;
}

/** What was said, and the certificates (PEM) that the message's signatures held under. */
export interface Judged extends AssertionFacts {
  certificates: string[];
}

/** How old a Response may be that answers no request. */
const unsolicitedAgeMs = 5 * 60_000;

/** Parses the message and uses up its request; what follows depends on what the request was for. Throws `RuleBroken`. */
export async function openAnswer(
  posted: Posted,
  connection: SignInConnection,
  binding: BrowserBinding | null,
  now: Date,
): Promise<Answer> {
  const root = openMessage(posted.xml, 'Response');
  const inResponseTo = root.getAttribute('InResponseTo');
  // An attribute that is there, empty or not, claims a request, and then it must be one of ours.
  if (inResponseTo === null && connection.allowsUnsolicited)
    return { posted, root, inResponseTo, sent: unsolicited(now) };
  return { posted, root, inResponseTo, sent: await consume(inResponseTo ?? '', connection, binding, now) };
}

// Never a step-up or a test: those answer requests of ours, whose rows say for whom. No browser began this, so a
// foreign response signs its victim in as somebody else; docs/sign-in.md says what limits that.
function unsolicited(now: Date): ConsumedRequest {
  return {
    purpose: 'sign-in',
    sessionId: null,
    binding: null,
    askedBy: null,
    relayState: '',
    returnTo: '/',
    createdAt: new Date(now.getTime() - unsolicitedAgeMs),
    expiresAt: now,
  };
}

/** Everything else that the message alone must show. Throws `RuleBroken`. */
export async function judge(
  { posted, root, inResponseTo, sent }: Answer,
  connection: SignInConnection,
  now: Date,
): Promise<Judged> {
  const addresses = spAddresses(connection.slug);
  // What an IdP sends along with what nobody asked for is no key of ours: it is not read.
  demand(inResponseTo === null || posted.relayState === sent.relayState, 'relay-state');
  const expected = { issuer: connection.entityId, requestedAt: sent.createdAt, now };
  const proof = await proven(root, connection, { ...expected, destination: addresses.acs });
  const answer = await judgeResponse(connection, {
    base64: posted.base64,
    inResponseTo,
    requestedAt: sent.createdAt,
    decryption: proof.decryption,
  });
  if (answer.kind !== 'accepted') throw new RuleBroken(ruleOfLibrary(answer));
  const facts = readAssertion(answer.profile.getAssertionXml?.() ?? '', {
    ...expected,
    recipient: addresses.acs,
    audience: addresses.entityId,
    inResponseTo,
    authnMaxAgeMinutes: connection.authnMaxAgeMinutes,
    forcedAuthn: connection.forcesAuthn,
  });
  return { ...facts, certificates: proof.certificates };
}

/** Every signature that is there holds, within the ciphertext, too. Gives the key that opened it, if there was one. */
export async function proven(
  root: Element,
  connection: SignInConnection,
  expected: Expected,
): Promise<{ certificates: string[]; decryption: string | null }> {
  const { signed, encrypted } = checkResponse(root, expected, connection.signatures);
  const signerOf = (element: Element, signature: Element) =>
    requireHolds(element, signature, connection.certificates, expected.now);
  const certificates = signed.map(({ element, signature }) => signerOf(element, signature));
  demand(certificates.length > 0, 'signature-missing');
  if (!encrypted) return { certificates, decryption: null };
  const { keys } = await serviceProvider(connection);
  const { assertion, signature, privateKey } = await openEncrypted(root, keys.decryption);
  demand(signature !== null || !signaturesOf(connection.signatures).assertion, 'signature-missing');
  if (signature) certificates.push(signerOf(assertion, signature));
  return { certificates, decryption: privateKey };
}

const answered: SamlPurpose[] = ['sign-in', 'step-up', 'test'];

// Consumed in a transaction of its own, whatever follows: a response that fails later cannot be tried again.
async function consume(
  id: string,
  connection: SignInConnection,
  binding: BrowserBinding | null,
  now: Date,
): Promise<ConsumedRequest> {
  demand(id !== '' && id.length <= 256, 'in-response-to');
  const by = { id, connectionId: connection.id, purposes: answered };
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
