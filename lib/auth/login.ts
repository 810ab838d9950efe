/** Promise: a sign-in starts with a request of our own that only this browser can finish. */
import { randomBytes } from 'node:crypto';
import { rememberSamlRequest } from '../db/ledger.ts';
import { env } from '../env.ts';
import { paths, safeReturnTo } from '../paths.ts';
import { plain, seeOther } from './addresses.ts';
import {
  againCookie,
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
import { guarded, openEntrance, samlOrigin } from './entrance.ts';
import { countFrom } from './limit.ts';
import { authorizeUrl } from './passport.ts';
import { recordRefusal } from './refusals.ts';

/** GET /saml/{connection}/login: to the IdP with a signed AuthnRequest. */
export function beginSignIn(request: Request, slug: string, now = new Date()): Promise<Response> {
  const origin = samlOrigin();
  return guarded(
    async () => {
      const tries = await countFrom('sign-in', origin.address ?? 'unknown', now);
      if (tries > env().signInLimitPerMinute)
        return plain(429, 'Too many sign-ins were started from your address. Wait a minute, then try again.');
      const connection = await openEntrance(slug);
      const query = new URL(request.url).searchParams;
      const binding = bindingOf(request);
      const relayState = randomBytes(16).toString('base64url');
      const url = await authorizeUrl(connection, {
        relayState,
        force: query.get('force') === '1' || cookieOf(request, againCookie) === '1',
        cache: {
          saveAsync: async (id) => {
            await rememberSamlRequest({
              id,
              connectionId: connection.id,
              purpose: 'sign-in',
              browserDigest: digestOf(binding.secret),
              relayState,
              returnTo: safeReturnTo(query.get('returnTo')),
              createdAt: now,
              expiresAt: new Date(now.getTime() + signInMinutes * 60_000),
            });
            return null;
          },
          getAsync: async () => null,
          removeAsync: async () => null,
        },
      });
      return seeOther(url, [setSignInCookie(binding)]);
    },
    async ({ rule }) => {
      const reference = await recordRefusal({ action: 'session.start', rule, slug, origin, now });
      return seeOther(`${paths.signInRefused}?reference=${reference}`);
    },
  );
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
