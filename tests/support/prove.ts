import { expect, type Locator, type Page } from '@playwright/test';
import type { Product } from './product.ts';
import { answerIdp, api, type Who } from './sign-in.ts';

/** Gives the second factor that a form asks for, by a fresh sign-in at the provider in a tab of its own; the form goes on by itself. */
export async function proveFactor(page: Page, product: Product, who: Who): Promise<void> {
  const way = page.getByRole('link', { name: /^Prove it at/ });
  const [tab] = await Promise.all([page.context().waitForEvent('page'), way.click()]);
  await answerIdp(tab, product, who);
  await expect(tab.getByRole('heading', { name: 'Proven' })).toBeVisible();
  await expect(way).toHaveCount(0);
  await tab.close();
}

/** The same where a form asks for it, and nothing where it is done without. */
export async function proveWhereAsked(page: Page, product: Product, who: Who, done: Locator): Promise<void> {
  const way = page.getByRole('link', { name: /^Prove it at/ });
  await expect(way.or(done).first()).toBeVisible();
  if (await way.isVisible()) await proveFactor(page, product, who);
}

/** Posts to the management API; where a second factor is asked for exactly that, gives it at the provider and posts again. */
export async function postProven(page: Page, product: Product, who: Who, path: string, body: object) {
  const call = api(page, product);
  const first = await call.post(path, body);
  if (first.status() !== 403) return first;
  const { error, ways } = (await first.json()) as { error: string; ways?: { idp: { href: string } } };
  if (error !== 'needs_factor' || !ways) return first;
  const tab = await page.context().newPage();
  // By a link on a page of the console: the provider is asked for nobody who came from elsewhere.
  await tab.goto(`${product.consoleUrl}/sessions`);
  await tab.evaluate((href) => location.assign(href), ways.idp.href);
  await answerIdp(tab, product, who);
  await expect(tab.getByRole('heading', { name: 'Proven' })).toBeVisible();
  await tab.close();
  return call.post(path, body);
}

/** Chromium's own authenticator with a passkey that checks its user, for this page. */
export async function virtualAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** False: somebody touches it who cannot say who they are. */
    verifiesUser: (isUserVerified: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}
