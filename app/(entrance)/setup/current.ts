import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { paths } from '#lib/paths.ts';
import { setupCookie, setupSecret } from '#lib/setup/browser.ts';
import { setupDigest } from '#lib/setup/link.ts';
import { linkOfBrowser, type SetupLink } from '#lib/setup/queries.ts';
import { type SetupStep, stepOf, steps } from '#lib/setup/rules.ts';

/** The set-up that this browser has in hand, or the one page for everybody who has none. */
export async function requireSetup(): Promise<SetupLink> {
  const secret = setupSecret((await cookies()).get(setupCookie)?.value);
  const link = secret && (await linkOfBrowser(setupDigest(secret), new Date()));
  return link || redirect(paths.setupRefused);
}

/** The same for one step: a step may be looked at again, but none can be skipped. */
export async function requireStep(step: SetupStep): Promise<SetupLink> {
  const link = await requireSetup();
  const reached = stepOf(link);
  if (steps.indexOf(step) > steps.indexOf(reached)) redirect(paths.setupStep(reached));
  return link;
}
