/** Promise: a logout message ends only sessions of the person it names at the IdP that signed it, and only once (sign-in.md rule 14). */
import { getVerifiedXml, parseDomFromString } from '@node-saml/node-saml/lib/xml.js';
import type { SignInConnection } from '../connections/queries.ts';
import { db, transaction } from '../db/client.ts';
import { consumeSamlRequest, messageWasUsed, takeMessage } from '../db/ledger.ts';
import { execute } from '../execute.ts';
import { canonicalNameId } from '../operators/schema.ts';
import { paths } from '../paths.ts';
import { childrenNamed, type Element, isNamed, onlyChild, textOf } from '../xml/dom.ts';
import { plain, seeOther, spAddresses } from './addresses.ts';
import { type BrowserBinding, cookieOf, digestOf, readSignInCookie, signInCookie } from './cookies.ts';
import { guarded, openEntrance, samlOrigin, signInActor } from './entrance.ts';
import { requireHolds } from './first-look.ts';
import { instantOf, isOver, skewMs } from './instant.ts';
import { logoutResponse } from './logout-messages.ts';
import { checkEnvelope, lexed, requireSignaturesInPlace, requireUniqueIds } from './message.ts';
import { postPage } from './post-page.ts';
import { readRedirected } from './redirect-binding.ts';
import { recordRefusal } from './refusals.ts';
import { demand } from './rules.ts';
import { endSession } from './session-commands.ts';
import { checkedSignature } from './signature-shape.ts';
import { readPosted } from './transport.ts';

/** How old a logout request may be that names no end of its own. */
const requestAgeMs = 5 * 60_000;
const notEnded = 'A session could not be ended just now. Sign out again in a moment.';

interface Received {
  root: Element;
  relayState: string | null;
}

/** GET and POST /saml/{connection}/slo: an IdP's LogoutRequest, or its answer to ours. */
export function handleLogoutMessage(request: Request, slug: string, now = new Date()): Promise<Response> {
  const origin = samlOrigin();
  return guarded(
    async () => {
      const connection = await openEntrance(slug);
      const message = await receive(request, connection, now);
      if (isNamed(message.root, 'protocol', 'LogoutRequest')) return endByRequest(message, connection, now);
      demand(isNamed(message.root, 'protocol', 'LogoutResponse'), 'structure');
      const binding = readSignInCookie(cookieOf(request, signInCookie));
      await acceptAnswer(message, connection, binding, now);
      return seeOther(paths.signedOut);
    },
    async ({ rule }) => {
      const reference = await recordRefusal({ action: 'session.end', rule, slug, origin, now });
      return seeOther(`${paths.signInRefused}?reference=${reference}`);
    },
  );
}

/** Either binding, its signature verified; of the POST binding only the signed octets are read on. */
async function receive(request: Request, connection: SignInConnection, now: Date): Promise<Received> {
  if (request.method !== 'POST') {
    const query = new URL(request.url).search.slice(1);
    const { xml, relayState } = readRedirected(query, connection.certificates, now);
    return { root: lexed(xml), relayState };
  }
  const { xml, relayState } = await readPosted(request, ['SAMLRequest', 'SAMLResponse']);
  const root = lexed(xml);
  requireUniqueIds([root]);
  requireSignaturesInPlace(root, [root]);
  const signature = checkedSignature(root);
  demand(signature !== null, 'logout-signature');
  const document = await parseDomFromString(xml);
  const signed = getVerifiedXml(xml, document.documentElement, connection.certificates);
  demand(signed !== null, 'logout-signature');
  requireHolds(root, signature, connection.certificates, now);
  return { root: lexed(signed), relayState };
}

async function acceptAnswer(
  { root, relayState }: Received,
  connection: SignInConnection,
  binding: BrowserBinding | null,
  now: Date,
): Promise<void> {
  const id = root.getAttribute('InResponseTo') ?? '';
  const by = { id, connectionId: connection.id, purposes: ['logout' as const] };
  const sent = binding && (await consumeSamlRequest({ ...by, browserDigest: digestOf(binding.secret) }));
  demand(sent !== null && sent.expiresAt > now, 'in-response-to');
  demand(relayState === sent.relayState, 'relay-state');
  const expected = { issuer: connection.entityId, requestedAt: sent.createdAt, now };
  checkEnvelope(root, { ...expected, destination: spAddresses(connection.slug).slo });
}

async function endByRequest(
  { root, relayState }: Received,
  connection: SignInConnection,
  now: Date,
): Promise<Response> {
  const { slo } = spAddresses(connection.slug);
  const requestedAt = new Date(now.getTime() - requestAgeMs);
  checkEnvelope(root, { destination: slo, issuer: connection.entityId, requestedAt, now });
  const end = root.hasAttribute('NotOnOrAfter') ? instantOf(root.getAttribute('NotOnOrAfter')) : null;
  demand(!root.hasAttribute('NotOnOrAfter') || (end !== null && !isOver(end, now)), 'time');
  const id = root.getAttribute('ID') ?? '';
  const name = onlyChild(root, 'assertion', 'NameID');
  const nameId = textOf(name) ?? '';
  demand(id !== '' && id.length <= 256 && nameId !== '', 'subject');
  // Bindings 3.4.3 allow 80 bytes; it goes back in an address.
  demand((relayState ?? '').length <= 512, 'relay-state');
  const indexes = childrenNamed(root, 'protocol', 'SessionIndex').map((e) => textOf(e) ?? '');
  const expiresAt = new Date(now.getTime() + requestAgeMs + 2 * skewMs);
  demand(!(await messageWasUsed(connection.entityId, id)), 'replay');
  // The IdP is never told of an end that did not come. Its message is not used up then: the same one may be sent again.
  if (!(await endSessionsOf(connection, nameId, indexes, now))) return plain(503, notEnded);
  const isFirst = await transaction((tx) => takeMessage(tx, { issuer: connection.entityId, id, expiresAt }));
  demand(isFirst, 'replay');
  if (!connection.sloUrl) return seeOther(paths.signedOut);
  const answer = await logoutResponse(connection, { id, nameId, relayState });
  if (answer.by === 'redirect') return seeOther(answer.url);
  const idp = connection.name;
  return postPage({ ...answer, idp, said: `You are signed out of Gatehouse. ${idp} is told so now.` });
}

/** False where one of them could not be ended; the others are. */
async function endSessionsOf(
  connection: SignInConnection,
  nameId: string,
  indexes: string[],
  now: Date,
): Promise<boolean> {
  const open = await db().session.findMany({
    where: {
      connectionId: connection.id,
      endedAt: null,
      operator: { connectionId: connection.id, nameId: canonicalNameId(nameId) },
      ...(indexes.length > 0 ? { sessionIndex: { in: indexes } } : {}),
    },
    select: { id: true },
  });
  let all = true;
  for (const { id } of open) {
    const input = { id, reason: 'signed out at the IdP' };
    const outcome = await execute(endSession, signInActor, input, { origin: samlOrigin(), now });
    all &&= outcome.kind === 'done' || (outcome.kind === 'refused' && outcome.code === 'already_done');
  }
  return all;
}
