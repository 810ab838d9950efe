/** Promise: the session has ended here before anybody else is told. */
import { randomBytes } from 'node:crypto';
import { connectionBySlug, type SignInConnection } from '../connections/queries.ts';
import { rememberSamlRequest } from '../db/ledger.ts';
import { env } from '../env.ts';
import { execute } from '../execute.ts';
import { paths } from '../paths.ts';
import { plain, seeOther } from './addresses.ts';
import {
  clearSessionCookie,
  cookieOf,
  digestOf,
  newSecret,
  readSessionCookie,
  readSignInCookie,
  sessionCookie,
  setSignInCookie,
  signInCookie,
  signInMinutes,
} from './cookies.ts';
import { guarded, signInActor } from './entrance.ts';
import { logoutRequest, type Outgoing } from './logout-messages.ts';
import { escaped, postPage } from './post-page.ts';
import { type FoundSession, findSession } from './session.ts';
import { endOwnSession, endSession } from './session-commands.ts';
import { viewerOfRequest } from './viewer.ts';

/** POST /sign-out: ends this browser's session, then signs out at the IdP where it offers that. */
export function signOut(request: Request, now = new Date()): Promise<Response> {
  const secret = readSessionCookie(cookieOf(request, sessionCookie));
  return guarded(
    async () => {
      // Another site must not sign people out, nor use the round trip to the IdP.
      if (request.headers.get('origin') !== new URL(env().publicUrl).origin)
        return plain(403, 'This request did not come from the console itself. Nothing was changed.');
      const session = secret && (await findSession(secret, now));
      const viewer = await viewerOfRequest(request, 'console');
      if (!session || !viewer) return seeOther(paths.signedOut, [clearSessionCookie()]);
      // Who has lost every role may still leave.
      const own = viewer.can('session.end_own', 'Session');
      const options = { origin: viewer.origin, now };
      const outcome = own
        ? await execute(endOwnSession, viewer.actor, { id: session.id }, options)
        : await execute(endSession, signInActor, { id: session.id }, options);
      if (outcome.kind !== 'done' && (await isOpen(secret, now))) return plain(503, stillOpen);
      const connection = await connectionBySlug(session.connection.slug);
      if (!connection?.sloUrl) return seeOther(paths.signedOut, [clearSessionCookie()]);
      return handOver(request, session, connection, now);
    },
    async () =>
      (await isOpen(secret, now)) ? plain(503, stillOpen) : seeOther(paths.signedOut, [clearSessionCookie()]),
  );
}

// Whoever walks away from a machine goes by this: a session that lives must not look like one that has ended.
const stillOpen = 'You are still signed in: this session could not be ended just now. Try again.';

async function isOpen(secret: string | null | undefined, now: Date): Promise<boolean> {
  return Boolean(secret && (await findSession(secret, now)));
}

/**
 * A page of our own that goes on to the IdP: Chromium holds `form-action 'self'` against a redirect of the form's
 * answer, so a 303 to the IdP would end at a blank page.
 */
async function handOver(
  request: Request,
  session: FoundSession,
  connection: SignInConnection,
  now: Date,
): Promise<Response> {
  const known = readSignInCookie(cookieOf(request, signInCookie));
  const binding = { secret: known?.secret ?? newSecret(), sessionDigest: null };
  const message = await requestOf(session, connection, digestOf(binding.secret), now);
  const cookies = [clearSessionCookie(), setSignInCookie(binding)];
  const idp = connection.name;
  return message.by === 'post'
    ? postPage({
        ...message,
        idp,
        cookies,
        said: `You are signed out of Gatehouse. Signing out at ${idp} now.`,
      })
    : refreshPage(message.url, idp, cookies);
}

function refreshPage(url: string, idp: string, cookies: string[]): Response {
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    refresh: `0; url=${url}`,
  });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  const link = `<a href="${escaped(url)}">${escaped(idp)}</a>`;
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Signed out</title><p>You are signed out of Gatehouse. Signing out at ${link} now.</p></html>\n`,
    { status: 200, headers },
  );
}

function requestOf(
  session: FoundSession,
  connection: SignInConnection,
  browserDigest: string,
  now: Date,
): Promise<Outgoing> {
  const relayState = randomBytes(16).toString('base64url');
  const cache = {
    saveAsync: async (id: string) => {
      await rememberSamlRequest({
        id,
        connectionId: connection.id,
        purpose: 'logout',
        browserDigest,
        relayState,
        returnTo: paths.signedOut,
        createdAt: now,
        expiresAt: new Date(now.getTime() + signInMinutes * 60_000),
      });
      return null;
    },
    getAsync: async () => null,
    removeAsync: async () => null,
  };
  const profile = {
    issuer: connection.entityId,
    nameID: session.nameId,
    nameIDFormat: session.nameIdFormat ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    ...(session.sessionIndex ? { sessionIndex: session.sessionIndex } : {}),
  };
  return logoutRequest(connection, { profile, relayState, cache });
}
