/** Promise: a sign-in starts with a request of our own that only this browser can finish. */
import { env } from '../env.ts';
import { paths } from '../paths.ts';
import { plain, seeOther } from './addresses.ts';
import { askIdp } from './ask-idp.ts';
import { againCookie, cookieOf } from './cookies.ts';
import { guarded, openEntrance, samlOrigin } from './entrance.ts';
import { countFrom } from './limit.ts';
import { recordRefusal, refusedActions } from './refusals.ts';
import { demand } from './rules.ts';
import { beginStepUp } from './step-up.ts';
import { beginOwnTest } from './test-sign-in.ts';

/** GET /saml/{connection}/login: to the IdP with a signed AuthnRequest. */
export function beginSignIn(request: Request, slug: string, now = new Date()): Promise<Response> {
  const origin = samlOrigin();
  const query = new URL(request.url).searchParams;
  const purpose = query.get('purpose') ?? 'sign-in';
  return guarded(
    async () => {
      const tries = await countFrom('sign-in', origin.address ?? 'unknown', now);
      if (tries > env().signInLimitPerMinute)
        return plain(429, 'Too many sign-ins were started from your address. Wait a minute, then try again.');
      if (purpose === 'step-up') return beginStepUp(request, await openEntrance(slug), now);
      if (purpose === 'test') return beginOwnTest(request, slug, now);
      demand(purpose === 'sign-in', 'asker');
      const force = query.get('force') === '1' || cookieOf(request, againCookie) === '1';
      const asked = { purpose: 'sign-in' as const, force, returnTo: query.get('returnTo') };
      return askIdp(request, await openEntrance(slug), asked, now);
    },
    async ({ rule }) => {
      const action = refusedActions[purpose] ?? 'session.start';
      const reference = await recordRefusal({ action, rule, slug, origin, now });
      return seeOther(`${paths.signInRefused}?reference=${reference}`);
    },
  );
}
