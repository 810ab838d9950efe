import { expect, test } from '#tests/support/browser.ts';
import { api, signIn } from '#tests/support/sign-in.ts';

test('without a session every operation answers 401 and says nothing else', async ({ request, product }) => {
  for (const path of ['/me', '/keys', '/operators', '/audit', '/nothing']) {
    const response = await request.get(`${product.consoleUrl}/api/v1${path}`);
    expect(response.status(), path).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'unauthenticated' });
  }
});

test('the OpenAPI document names every operation with its permission', async ({ request, product }) => {
  const document = await (await request.get(`${product.consoleUrl}/api/v1/openapi.json`)).json();
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.values(
    document.paths as Record<string, Record<string, Record<string, unknown>>>,
  ).flatMap((path) => Object.values(path));
  expect(operations.length).toBeGreaterThan(20);
  for (const operation of operations)
    expect(operation['x-permission'], String(operation.operationId)).toMatch(/^\S+ \S+$/);
});

test('what a viewer may never do is refused by the server when asked anyway', async ({ page, product }) => {
  await signIn(page, product, 'viewer');
  const call = api(page, product);
  expect(await (await call.get('/me')).json()).toMatchObject({
    operator: { email: 'viewer@gatehouse.test' },
    roles: [{ slug: 'viewer' }],
  });
  const id = '00000000-0000-7000-8000-000000000001';
  const metadata = await (await page.request.get(`${product.idpUrl}/metadata`)).text();
  const asked = {
    '/keys': { name: 'x', applicationId: id, kind: 'secret', scopes: ['a:b'] },
    [`/keys/${id}/revoke`]: { reason: 'because' },
    [`/operators/${id}/disable`]: { reason: 'because' },
    '/assignments': { operatorId: id, role: 'viewer', reason: 'because' },
    '/connections': { slug: 'evil', name: 'Evil', metadata },
  };
  for (const [path, body] of Object.entries(asked)) {
    const response = await call.post(path, body);
    expect(response.status(), path).toBe(403);
    expect(await response.json(), path).toMatchObject({
      error: 'forbidden',
      reference: expect.stringMatching(/^GH-/),
    });
  }
  expect((await call.get('/audit')).status()).toBe(200);
  expect((await (await call.get('/audit')).json()).rows).toEqual([]);
  expect((await call.get(`/keys/${id}`)).status()).toBe(404);
});

test('malformed input is a 400 with a code, and nothing leaks', async ({ page, product }) => {
  await signIn(page, product, 'security');
  const call = api(page, product);
  const url = `${product.consoleUrl}/api/v1/keys`;
  const headers = {
    origin: product.consoleUrl,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
  };
  const answers = [
    await page.request.post(url, { headers, data: '{"name":' }),
    await page.request.post(url, { headers, data: '[]' }),
    await call.post('/keys', { name: 'x'.repeat(500), applicationId: 'no', kind: 'gold', scopes: [] }),
    await call.post('/keys/not-an-id/revoke', { reason: 'because' }),
    await call.get('/keys/not-an-id'),
    await call.get('/audit/ninety'),
    await call.get('/keys?after=%F0%9F%92%A9'),
  ];
  for (const answer of answers) {
    expect([400, 404], answer.url()).toContain(answer.status());
    expect(await answer.text()).not.toMatch(/prisma|select |node_modules|at \//i);
  }
  expect(
    (
      await page.request.post(url, { headers: { ...headers, 'content-type': 'text/plain' }, data: '{}' })
    ).status(),
  ).toBe(415);
});

test('no address of a list or a page is a fault, whatever stands in it', async ({ page, product }) => {
  await signIn(page, product, 'owner');
  const odd = [
    '%00',
    "'%22%3B--",
    '%F0%9F%92%A9',
    '9'.repeat(40),
    '-1',
    '..%2F..',
    'x'.repeat(2000),
    '2026-99-99',
  ];
  for (const path of [
    '/keys',
    '/applications',
    '/operators',
    '/audit',
    '/why',
    '/',
    '/sign-in',
    '/sign-in/refused',
  ]) {
    for (const value of odd) {
      const query = [
        'q',
        'after',
        'before',
        'state',
        'sort',
        'size',
        'application',
        'event',
        'subject',
        'subjectId',
        'action',
        'from',
        'reference',
        'returnTo',
      ]
        .map((name) => `${name}=${value}`)
        .join('&');
      expect(
        (await page.request.get(`${product.consoleUrl}${path}?${query}`)).status(),
        `${path} ${value.slice(0, 20)}`,
      ).toBeLessThan(500);
      expect(
        (await page.request.get(`${product.consoleUrl}/api/v1${path}?${query}`)).status(),
        `api ${path}`,
      ).toBeLessThan(500);
    }
  }
  for (const path of [
    '/keys/%00',
    '/operators/%F0%9F%92%A9',
    '/applications/..%2f',
    '/saml/%00/login',
    '/saml/no-such/login',
    `/api/v1/audit/${'9'.repeat(40)}`,
  ]) {
    expect((await page.request.get(`${product.consoleUrl}${path}`)).status(), path).toBeLessThan(500);
  }
});

test('a session does not carry a request from another origin, or from none', async ({ page, product }) => {
  await signIn(page, product, 'security');
  const call = api(page, product);
  for (const origin of ['http://localhost:1', 'https://evil.example', 'null']) {
    expect((await call.post('/keys', {}, { origin })).status(), origin).toBe(403);
  }
  const withoutOrigin = await page.request.post(`${product.consoleUrl}/api/v1/keys`, {
    headers: { 'content-type': 'application/json' },
    data: '{}',
  });
  expect(withoutOrigin.status()).toBe(403);
});
