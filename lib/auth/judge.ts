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
import { checkEncrypted } from './encryption.ts';
import { requireHolds } from './first-look.ts';
import { openMessage } from './message.ts';
import { judgeResponse, serviceProvider } from './passport.ts';
import { checkResponse } from './response.ts';
import { demand, type Rule, RuleBroken } from './rules.ts';
import type { Posted } from './transport.ts';

/** A response with the request that it answers, which is used up by now: what it was for, and where it leads back. */
export interface Answer {
  posted: Posted;
  root: Element;
  inResponseTo: string;
  sent: ConsumedRequest;
}

/** Parses the message and uses up its request; what follows depends on what the request was for. Throws `RuleBroken`. */
export async function openAnswer(
  posted: Posted,
  connection: SignInConnection,
  binding: BrowserBinding | null,
  now: Date,
): Promise<Answer> {
  const root = openMessage(posted.xml, 'Response');
  const inResponseTo = root.getAttribute('InResponseTo') ?? '';
  return { posted, root, inResponseTo, sent: await consume(inResponseTo, connection, binding, now) };
}

/** Everything else that the message alone must show. Throws `RuleBroken`. */
export async function judge(
  { posted, root, inResponseTo, sent }: Answer,
  connection: SignInConnection,
  now: Date,
): Promise<AssertionFacts> {
  const addresses = spAddresses(connection.slug);
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
  return readAssertion(answer.profile.getAssertionXml?.() ?? '', {
    ...expected,
    recipient: addresses.acs,
    audience: addresses.entityId,
    inResponseTo,
  });
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
