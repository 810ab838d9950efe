/** A connection after it was added: its settings, former versions, metadata and our keys, each change proven for itself. */
import type { Page } from '@playwright/test';
import { certificateBody, makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import { expect, test } from '#tests/support/browser.ts';
import type { Product } from '#tests/support/product.ts';
import { postProven, proveFactor } from '#tests/support/prove.ts';
import { signIn } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

const slug = `kc-${Date.now().toString(36)}`;
const entityId = `https://sso.example.com/realms/${slug}`;
let id = '';

const metadata = (keys: SigningKey[], of = entityId) =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${of}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys
    .map(
      (key) =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificateBody(key.certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    )
    .join(
      '',
    )}<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://sso.example.com/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`;

/** The page of this connection, or one below it. */
async function open(page: Page, product: Product, below = ''): Promise<void> {
  await page.goto(`${product.consoleUrl}/connections/${id}${below}`);
}

async function confirm(page: Page, product: Product, button: string): Promise<void> {
  await page.getByLabel('Reason').fill('for this test');
  await page.getByRole('button', { name: button, exact: true }).click();
  await proveFactor(page, product, 'owner');
}

test.beforeAll(async ({ browser }) => {
  const { product: read } = await import('#tests/support/product.ts');
  const [product, page] = [read(), await (await browser.newContext()).newPage()];
  await signIn(page, product, 'owner');
  const body = {
    slug,
    name: 'Keycloak',
    metadata: metadata([await makeSigningKey('first')]),
    withoutMfa: 'ask',
  };
  const made = await postProven(page, product, 'owner', '/connections', body);
  ({ id } = (await made.json()) as { id: string });
  await page.context().close();
});

test('settings are filled in for a provider, reviewed, and saved; wrong ones are said at their field', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await open(page, product);
  const demanded = page.getByRole('region', { name: 'What is demanded' });
  await demanded.getByRole('link', { name: 'Change…' }).click();
  // The guide on the connection's page names the providers, too.
  await page.waitForURL(/\/settings$/);
  await page.getByRole('link', { name: 'Entra ID', exact: true }).click();
  await expect(page.getByLabel('Values that count')).toHaveValue(/multipleauthn$/);
  await page.getByLabel('Contexts that prove it').fill('urn:oasis:names:tc:SAML:2.0:ac:classes:Password');
  await page.getByLabel('Oldest authentication').fill('30');
  await page.getByRole('button', { name: 'Review the change' }).click();
  await expect(page.getByText('Password is stated without a second factor, too.')).toBeVisible();
  // Until its scripts have loaded the page may take back what is typed, so it is typed until it holds.
  await expect(async () => {
    await page.getByLabel('Contexts that prove it').fill('');
    await page.getByRole('button', { name: 'Review the change' }).click();
    await expect(page.getByText('before: ').first()).toBeAttached({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText('240 min')).toBeVisible();
  await expect(page.getByText('30 min', { exact: true })).toBeVisible();
  await confirm(page, product, 'Save settings');
  await page.waitForURL(new RegExp(`/connections/${id}$`));
  await expect(demanded).toContainText('2, former versions');
  await expect(demanded).toContainText('authnmethodsreferences = ');
  await expect(demanded).toContainText('At most 30 min ago');
});

test('a change of what somebody changed meanwhile is refused, and says so', async ({ page, product }) => {
  await signIn(page, product, 'owner');
  await open(page, product, '/keys');
  await page.getByRole('link', { name: 'Make the next keys…' }).click();
  await confirm(page, product, 'Make the next keys');
  await page.waitForURL(/\/keys$/);
  const stale = { version: 1, former: 1, reason: 'made of what is no more' };
  const late = await postProven(page, product, 'owner', `/connections/${id}/restore`, stale);
  expect(late.status()).toBe(409);
  expect(await late.text()).toContain('This connection was changed since you opened this page.');
});

test('our next keys are published beside the present ones, and then used', async ({ page, product }) => {
  await signIn(page, product, 'owner');
  const keysOf = async () =>
    (
      (await (await page.request.get(`${product.consoleUrl}/saml/${slug}/metadata`)).text()).match(
        /<KeyDescriptor/g,
      ) ?? []
    ).length;
  await open(page, product, '/keys');
  await expect(page.getByRole('region', { name: 'Signing, next' })).toBeVisible();
  expect(await keysOf()).toBe(4);
  const href = `${product.consoleUrl}/connections/${id}/signing-certificate`;
  const present = await (await page.request.get(href)).text();
  const next = await (await page.request.get(`${href}?of=next-signing`)).text();
  await page.getByRole('link', { name: 'Use the next keys…' }).click();
  await confirm(page, product, 'Use the next keys');
  await page.waitForURL(/\/keys$/);
  await expect(page.getByRole('region', { name: 'Signing, next' })).toHaveCount(0);
  expect(await keysOf()).toBe(2);
  expect(await (await page.request.get(href)).text()).toBe(next);
  expect(next).not.toBe(present);
});

test('metadata is shown before it is stored; another IdP’s is refused; a certificate is taken leave of by hand', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await open(page, product);
  await page.getByRole('link', { name: 'Refresh metadata…' }).click();
  const area = page.getByLabel('Metadata', { exact: true });
  const key = await makeSigningKey('second');
  await area.fill(metadata([key], 'https://elsewhere.example/idp'));
  await page.getByRole('button', { name: 'Show the difference' }).click();
  await expect(page.getByText(/it is another connection: add it/).first()).toBeVisible();
  await area.fill(metadata([key]));
  await page.getByRole('button', { name: 'Show the difference' }).click();
  await expect(page.getByText(/CN=second, until/)).toBeVisible();
  await expect(page.getByLabel(/Keep certificates that the metadata no longer names/)).toBeChecked();
  await confirm(page, product, 'Store what is shown');
  await page.waitForURL(new RegExp(`/connections/${id}$`));
  const trusted = page.getByRole('region', { name: 'Its certificates' });
  await expect(trusted.getByText('CN=first')).toBeVisible();
  await trusted.getByRole('link', { name: 'Remove it…' }).last().click();
  await expect(page.getByText('What it signs from now on is refused.')).toBeVisible();
  await confirm(page, product, 'Remove certificate');
  await page.waitForURL(new RegExp(`/connections/${id}$`));
  await expect(trusted.getByText('CN=first')).toHaveCount(0);
});

test('a former version is one click away, with what bringing it back would change', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await open(page, product);
  await page.getByRole('link', { name: 'former versions' }).click();
  const first = page.getByRole('region', { name: /^Version 1\b/ });
  await expect(first).toContainText('240 min');
  await first.getByRole('link', { name: 'Restore…' }).click();
  await expect(page.getByText('CN=first').first()).toBeVisible();
  await confirm(page, product, 'Restore version');
  await page.waitForURL(new RegExp(`/connections/${id}$`));
  await expect(page.getByRole('region', { name: 'Its certificates' })).toContainText('CN=first');
  await expect(page.getByRole('region', { name: 'History' })).toContainText('restored');
});

test('whoever may not change connections finds none of these pages', async ({ page, product }) => {
  await signIn(page, product, 'auditor');
  for (const below of ['/settings', '/refresh', '/keys/begin', '/restore?former=1', '/settings/review?age=5'])
    expect((await page.goto(`${product.consoleUrl}/connections/${id}${below}`))?.status(), below).toBe(404);
  expect((await page.goto(`${product.consoleUrl}/connections/${id}/versions`))?.status()).toBe(200);
  await expect(page.getByRole('link', { name: 'Restore…' })).toHaveCount(0);
});
