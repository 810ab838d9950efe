import { seeOther } from '#lib/auth/addresses.ts';
import { cookieOf, newSecret } from '#lib/auth/cookies.ts';
import { counted } from '#lib/auth/door.ts';
import { paths } from '#lib/paths.ts';
import { setSetupCookie, setupCookie, setupSecret } from '#lib/setup/browser.ts';
import { bindLink } from '#lib/setup/link.ts';
import { setupOrigin } from '../origin.ts';

export const dynamic = 'force-dynamic';
const mostBytes = 1024;

/** The link's secret comes in the body and binds the link to this browser; every reason to refuse it has one answer. */
export function POST(request: Request): Promise<Response> {
  return counted(async () => {
    const token = setupSecret(await tokenIn(request));
    const browser = setupSecret(cookieOf(request, setupCookie)) ?? newSecret();
    const bound = token !== null && (await bindLink(token, browser, setupOrigin()));
    if (!bound) return seeOther(paths.setupRefused);
    return seeOther(paths.setupStep('owner'), [setSetupCookie(browser)]);
  });
}

async function tokenIn(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? mostBytes + 1) > mostBytes) return null;
  return new URLSearchParams(await request.text()).get('token');
}
