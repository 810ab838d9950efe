import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setEnv } from '#lib/env.ts';
import { proxy } from '../../proxy.ts';

const origin = 'https://console.example.com';

beforeAll(() => setEnv({ PUBLIC_URL: origin }));
afterAll(() => setEnv({ PUBLIC_URL: '' }));

function call(path: string, method: string, headers: Record<string, string>) {
  return proxy(new NextRequest(`http://127.0.0.1:3000${path}`, { method, headers }));
}

const cookie = '__Host-gatehouse=x';
const own = { origin, 'sec-fetch-site': 'same-origin' };

describe('a request that changes something', () => {
  it('passes from a page of the console itself', () => {
    expect(call('/keys', 'POST', { cookie, ...own }).status).toBe(200);
  });

  it.each([
    ['another host', { ...own, origin: 'https://evil.example' }],
    ['the same host on another port', { ...own, origin: `${origin}:8443` }],
    ['the same host without TLS', { ...own, origin: 'http://console.example.com' }],
    ['a sandboxed frame', { ...own, origin: 'null' }],
    ['nowhere that it says', {}],
    ['a sibling host, as the browser tells', { origin, 'sec-fetch-site': 'same-site' }],
    ['what does not say from which site', { origin }],
    ['a link or an address that was typed', { origin, 'sec-fetch-site': 'none' }],
    ['the console’s own site, but from nowhere that it says', { 'sec-fetch-site': 'same-origin' }],
  ])('is refused when it comes with a cookie from %s', (_, headers) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect(call('/api/v1/keys', method, { cookie, ...headers }).status).toBe(403);
  });

  it('passes without any cookie, since then it carries nobody', () => {
    expect(call('/api/v1/keys', 'POST', { authorization: 'Bearer x' }).status).toBe(200);
  });
});

describe("an IdP's post", () => {
  const headers = { cookie, origin: 'https://idp.example', 'sec-fetch-site': 'cross-site' };

  it('reaches the two doors that are meant for it', () => {
    expect(call('/saml/acme/acs', 'POST', headers).status).toBe(200);
    expect(call('/saml/acme/slo', 'POST', headers).status).toBe(200);
  });

  it.each(['/saml/acme/acs/', '/saml/acme/acs/x', '/saml/acme/login', '/saml/a/b/acs', '/x/saml/acme/acs'])(
    'is refused at %s',
    (path) => {
      expect(call(path, 'POST', headers).status).toBe(403);
    },
  );

  it('is refused by any other method', () => {
    expect(call('/saml/acme/acs', 'DELETE', headers).status).toBe(403);
  });
});

describe('every answer', () => {
  const policyOf = (response: Response) => response.headers.get('content-security-policy') ?? '';

  it('carries a policy without unsafe words and with a nonce of its own', () => {
    const [one, two] = [policyOf(call('/', 'GET', {})), policyOf(call('/', 'GET', {}))];
    expect(one).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/]{24}' 'strict-dynamic'/);
    expect(one).not.toContain('unsafe');
    expect(one).not.toBe(two);
  });

  it('is left its policy only at the doors that may answer by form, which are told the usual one', () => {
    const free = [
      ['/saml/acme/slo', 'GET'],
      ['/saml/acme/slo', 'POST'],
      ['/sign-out', 'POST'],
    ] as const;
    for (const [path, method] of free) {
      const { headers } = call(path, method, own);
      expect([headers.get('content-security-policy'), headers.get('referrer-policy')]).toEqual([null, null]);
      expect(headers.get('x-middleware-request-content-security-policy')).toContain("form-action 'self'");
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
    for (const [path, method] of [
      ['/saml/acme/acs', 'POST'],
      ['/saml/acme/slo/x', 'POST'],
      ['/saml/acme/slo', 'PUT'],
      ['/sign-out/x', 'GET'],
      ['/x/sign-out', 'POST'],
    ] as const)
      expect(policyOf(call(path, method, own)), path).toContain("form-action 'self'");
    expect(policyOf(call('/sign-out', 'POST', { cookie, origin: 'null' }))).toContain("form-action 'self'");
  });

  it('is kept to https for two years where the console is reached by https, and only there', () => {
    expect(call('/', 'GET', {}).headers.get('strict-transport-security')).toContain('max-age=63072000');
    setEnv({ PUBLIC_URL: 'http://localhost:3000' });
    expect(call('/', 'GET', {}).headers.get('strict-transport-security')).toBeNull();
    setEnv({ PUBLIC_URL: origin });
  });

  it('tells the page where it stands, whatever the caller said about it', () => {
    const answered = call('/keys?state=active', 'GET', { 'x-gatehouse-path': '//evil.example' });
    expect(answered.headers.get('x-middleware-request-x-gatehouse-path')).toBe('/keys?state=active');
  });

  it('carries the same headers when it is a refusal', () => {
    const refused = call('/keys', 'POST', { cookie, origin: 'https://evil.example' });
    expect(policyOf(refused)).toContain("frame-ancestors 'none'");
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
