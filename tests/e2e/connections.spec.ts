/** Single sign-on as an owner sets it up: added by paste, set up by the guide, enabled, disabled; the last way in stays. */
import type { Page } from '@playwright/test';
import { makeSigningKey } from '#dev/idp/keys.ts';
import { expect, test } from '#tests/support/browser.ts';
import { postProven, proveFactor } from '#tests/support/prove.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

const slug = `acme-${Date.now().toString(36)}`;
let url = '';

async function metadata(): Promise<string> {
  const { certificate } = await makeSigningKey('Acme IdP');
  const body = certificate.replace(/-----[^-]+-----|\s/g, '');
  return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://acme.okta.com/exk1"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://acme.okta.com/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
}

async function describe(page: Page, name: string, shortName: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Short name').fill(shortName);
}

test('a viewer sees no single sign-on, and its pages are not there for them', async ({ page, product }) => {
  await signIn(page, product, 'viewer');
  await expect(page.getByRole('link', { name: 'Single sign-on' })).toHaveCount(0);
  for (const path of ['/connections', '/connections/new'])
    expect((await page.goto(`${product.consoleUrl}${path}`))?.status()).toBe(404);
  expect(
    ((await (await api(page, product).get('/connections')).json()) as { rows?: unknown[] }).rows ?? [],
  ).toEqual([]);
});

test('an owner adds a connection by paste; it is not enabled, and wrong metadata is said at its field', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.getByRole('link', { name: 'Single sign-on' }).click();
  await page.getByRole('link', { name: 'Add connection' }).click();
  await describe(page, 'Acme Okta', slug);
  const area = page.getByLabel('Metadata', { exact: true });
  await area.fill('<a/>');
  await page.getByRole('button', { name: 'Add connection' }).click();
  await expect(page.getByText(/outermost element is not md:EntityDescriptor/).first()).toBeVisible();
  await expect(area).toBeFocused();
  await area.fill(await metadata());
  await page.getByRole('button', { name: 'Add connection' }).click();
  await proveFactor(page, product, 'owner');
  await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
  url = page.url();
  await expect(page.getByRole('heading', { name: 'Acme Okta' })).toBeVisible();
  await expect(page.getByText('Disabled').first()).toBeVisible();
});

test('its page gives this installation’s values, and the guide names them in their places', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.goto(url);
  const acs = `${product.consoleUrl}/saml/${slug}/acs`;
  const ours = page.getByRole('region', { name: 'Values for your IdP' });
  await expect(ours.getByText(acs, { exact: true })).toBeVisible();
  // Its entityID is one of Okta's, so that guide is open.
  const steps = page.getByRole('list', { name: 'Steps in Okta' });
  await expect(steps.getByText(acs, { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Google Workspace' }).click();
  await expect(page.getByText('Google Workspace does not state a second factor at all.')).toBeVisible();
  expect(page.url()).toContain('guide=google');
  const download = await page.request.get(`${url}/signing-certificate`);
  expect(await download.text()).toContain('BEGIN CERTIFICATE');
});

test('a connection is added from a file and from an address, without a word of its text typed', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.goto(`${product.consoleUrl}/connections/new`);
  const file = { name: 'idp.xml', mimeType: 'application/xml', buffer: Buffer.from(await metadata()) };
  await page.getByLabel('Metadata file').setInputFiles(file);
  await expect(page.getByLabel('Metadata', { exact: true })).toHaveValue(/md:EntityDescriptor/);
  await page.getByLabel('Metadata', { exact: true }).fill('');
  await describe(page, 'By its address', `${slug}-url`);
  const address = page.getByLabel('Metadata address');
  await address.fill(`${product.idpUrl}/nothing-here`);
  await page.getByRole('button', { name: 'Add connection' }).click();
  await expect(page.getByText(/answered 404/).first()).toBeVisible();
  await address.fill(`${product.idpUrl}/metadata`);
  await page.getByLabel('Offer it on the sign-in page').uncheck();
  await page.getByRole('button', { name: 'Add connection' }).click();
  await proveFactor(page, product, 'owner');
  await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
  await expect(page.getByText('Not offered; its address works')).toBeVisible();
});

test('what has not passed a test sign-in is not enabled; the way in of the owners stays', async ({
  page,
  product,
}) => {
  await signIn(page, product, 'owner');
  await page.goto(url);
  await expect(page.getByRole('button', { name: 'Enable…' })).toBeDisabled();
  await expect(page.getByText(/Before it can be enabled: a test sign-in/)).toBeVisible();
  await page.goto(`${url}/enable`);
  await expect(page.getByText(/have not passed a test sign-in yet/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enable connection' })).toHaveCount(0);

  const { rows } = (await (await api(page, product).get('/connections')).json()) as {
    rows: { id: string; slug: string }[];
  };
  const dev = rows.find((row) => row.slug === 'dev')?.id ?? '';
  await page.goto(`${product.consoleUrl}/connections/${dev}/disable`);
  await expect(page.getByText(/This is the only connection through which anybody can sign in/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Disable connection' })).toHaveCount(0);
  const anyway = { reason: 'try it anyway' };
  const refused = await postProven(page, product, 'owner', `/connections/${dev}/disable`, anyway);
  expect(refused.status()).toBe(409);
});

test('removing takes the connection away', async ({ page, product }) => {
  await signIn(page, product, 'owner');
  await page.goto(`${url}/remove`);
  await expect(page.getByText('Critical: all account owners are told of it.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove connection' }).click();
  await expect(page.getByText('Say why; it stands in the audit trail.').first()).toBeVisible();
  await page.getByLabel('Reason').fill('was for a test');
  await page.getByRole('button', { name: 'Remove connection' }).click();
  await proveFactor(page, product, 'owner');
  await page.waitForURL(`${product.consoleUrl}/connections`);
  expect((await page.goto(url))?.status()).toBe(404);
});
