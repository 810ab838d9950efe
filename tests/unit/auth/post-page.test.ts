/** The page that posts a logout message: what others chose of it stays text, and its policy names the IdP alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postPage, underOwnPolicy } from '#lib/auth/post-page.ts';

const plainly = {
  to: 'https://idp.example/slo',
  field: 'SAMLRequest' as const,
  base64: 'PA==',
  relayState: 'state',
  said: 'You are signed out.',
  idp: 'Acme',
};
const policyOf = (page: Response) =>
  (page.headers.get('content-security-policy') ?? '').replace(/'nonce-[A-Za-z0-9+/]{24}'/, "'nonce-'");

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '<',
        '>',
        '&',
        '&quot;',
        '&#34;',
        '</form>',
        '<script>',
        '`',
        '=',
        ' ',
        '\r\n',
      ),
    )
    .map((parts) => parts.join('')),
);
/** As a parser of HTML reads an attribute or a text that holds no reference but to code points. */
const read = (text = '') => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
const marks = (text: string) => text.replace(/[^<>"'\r]/g, '');

describe('a page that posts a logout message', () => {
  it('is the same markup whatever its values are, and gives each of them back as it was', async () => {
    const usual = marks(await postPage(plainly).text());
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, hostile, async (relayState, query, said, idp) => {
        const to = `https://idp.example/slo?${query}`;
        const text = await postPage({ ...plainly, to, relayState, said, idp }).text();
        expect(marks(text)).toBe(usual);
        const [, action] = /<form method="post" action="([^"]*)">/.exec(text) ?? [];
        const [, value] = /name="RelayState" value="([^"]*)">/.exec(text) ?? [];
        const [, button] = /<button type="submit">Continue to ([^<]*)<\/button>/.exec(text) ?? [];
        expect([action, value, button].map(read)).toEqual([to, relayState, idp]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['https://idp.example/slo?a=b', 'https://idp.example'],
    ['https://IDP.example:443/slo', 'https://idp.example'],
    ['https://idp.example:8443/slo', 'https://idp.example:8443'],
    ['http://127.0.0.1:4000/slo', 'http://127.0.0.1:4000'],
  ])('to %s may post to %s and come back here, and do nothing else', (to, origin) => {
    expect(policyOf(postPage({ ...plainly, to }))).toBe(
      `default-src 'none'; script-src 'nonce-'; form-action ${origin} 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
  });

  it('is never kept, and its script runs by a nonce of this page alone', async () => {
    const pages = [postPage(plainly), postPage(plainly)];
    const nonces = await Promise.all(
      pages.map(async (page) => /<script nonce="([^"]{24})">/.exec(await page.text())?.[1]),
    );
    expect(new Set(nonces).size).toBe(2);
    for (const [i, page] of pages.entries()) {
      expect(page.headers.get('content-security-policy')).toContain(`'nonce-${nonces[i]}'`);
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('has no RelayState where there is none', async () => {
    expect(await postPage({ ...plainly, relayState: null }).text()).not.toContain('RelayState');
  });
});

describe('a door that may answer by form', () => {
  const asked = new Request('https://console.example/sign-out', {
    headers: { 'content-security-policy': "default-src 'self'" },
  });
  const headersOf = async (answer: Response, request = asked) => {
    const { headers } = await underOwnPolicy(request, Promise.resolve(answer));
    return [headers.get('content-security-policy'), headers.get('referrer-policy')];
  };

  it('gives every other answer what each page has, and nothing at all where nobody said what that is', async () => {
    expect(await headersOf(new Response('no'))).toEqual(["default-src 'self'", 'same-origin']);
    expect(await headersOf(new Response('no'), new Request('https://console.example/'))).toEqual([
      "default-src 'none'",
      'same-origin',
    ]);
  });

  it('leaves the form its own', async () => {
    const [policy, referrer] = await headersOf(postPage(plainly));
    expect([policy, referrer]).toEqual([expect.stringContaining('https://idp.example'), 'strict-origin']);
  });
});
