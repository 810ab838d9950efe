/** Promise: whatever an IdP is asked for, the request is kept with what it is for, and only this browser can bring its answer. */
import { randomBytes } from 'node:crypto';
import type { SignInConnection } from '../connections/queries.ts';
import { type NewSamlRequest, rememberSamlRequest } from '../db/ledger.ts';
import { safeReturnTo } from '../paths.ts';
import { seeOther } from './addresses.ts';
import {
  type BrowserBinding,
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
import { authorizeUrl } from './passport.ts';

export interface Asked extends Pick<NewSamlRequest, 'purpose' | 'sessionId' | 'binding' | 'askedBy'> {
  /** Where it leads afterwards; held to paths of the console. */
  returnTo: string | null;
  /** True: the IdP must authenticate the person anew. */
  force: boolean;
}

/** To the IdP with a signed AuthnRequest. */
export async function askIdp(
  request: Request,
  connection: SignInConnection,
  { force, returnTo, ...asked }: Asked,
  now: Date,
): Promise<Response> {
  const browser = bindingOf(request);
  const relayState = randomBytes(16).toString('base64url');
  const url = await authorizeUrl(connection, {
    relayState,
    force,
    cache: {
      saveAsync: async (id) => {
        await rememberSamlRequest({
          ...asked,
          id,
          connectionId: connection.id,
          browserDigest: digestOf(browser.secret),
          relayState,
          returnTo: safeReturnTo(returnTo),
          createdAt: now,
          expiresAt: new Date(now.getTime() + signInMinutes * 60_000),
        });
        return null;
      },
      getAsync: async () => null,
      removeAsync: async () => null,
    },
  });
  return seeOther(url, [setSignInCookie(browser)]);
}

/**
 * True for a link on a page of our own. Another site must not send people to their IdP for a proof or a test: they
 * would confirm there what they never asked for.
 */
export function isFromOwnPage(request: Request): boolean {
  return request.headers.get('sec-fetch-site') === 'same-origin';
}

// The secret is kept over several open tabs: each has its own request, and one cookie answers for all.
function bindingOf(request: Request): BrowserBinding {
  const known = readSignInCookie(cookieOf(request, signInCookie));
  const session = readSessionCookie(cookieOf(request, sessionCookie));
  return {
    secret: known?.secret ?? newSecret(),
    sessionDigest: session ? digestOf(session) : (known?.sessionDigest ?? null),
  };
}
