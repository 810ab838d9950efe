import type { APIRequestContext, Page } from '@playwright/test';
import type { Product } from './product.ts';

/** Demo people by what they do, as they sign in at the development IdP. */
export type Who =
  | 'owner'
  | 'owner2'
  | 'admin'
  | 'security'
  | 'manager'
  | 'developer'
  | 'auditor'
  | 'viewer'
  | 'newcomer';

/** Fills the development IdP's form as the named person, with the code that is valid now. */
export async function answerIdp(page: Page, product: Product, who: string): Promise<void> {
  const person = `${who.split('+').at(-1)}@gatehouse.test`;
  await page.getByLabel('E-mail or user name').fill(`${who}@gatehouse.test`);
  await page.getByLabel('Password').fill('gatehouse');
  const { codes } = (await (await page.request.get(`${product.idpUrl}/codes`)).json()) as {
    codes: Record<string, string>;
  };
  await page.getByLabel('One-time code').fill(codes[person] ?? codes['security@gatehouse.test'] ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Signs in through SAML with password and one-time code, from the console's own front page. */
export async function signIn(page: Page, product: Product, who: Who): Promise<void> {
  await page.goto(product.consoleUrl);
  await page.getByRole('link', { name: /Development IdP/ }).click();
  await answerIdp(page, product, who);
  await page.waitForURL(`${product.consoleUrl}/`);
}

/** The management API with the page's session, as a script on that origin would call it. */
export function api(page: Page, product: Product) {
  const request: APIRequestContext = page.request;
  return {
    get: (path: string) => request.get(`${product.consoleUrl}/api/v1${path}`),
    post: (path: string, data: unknown, headers: Record<string, string> = {}) =>
      request.post(`${product.consoleUrl}/api/v1${path}`, {
        data,
        headers: { origin: product.consoleUrl, 'sec-fetch-site': 'same-origin', ...headers },
      }),
  };
}
