import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { disableConnection, enableConnection } from '#lib/connections/commands.ts';
import { connect, db, setDatabase } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { disableOperator, enableOperator } from '#lib/operators/commands.ts';
import { localDefault, must } from '#prisma/factories.ts';
import { type Asked, acme, Browser, eventBehind, fromConsole, person, right, sessions } from './kit.ts';

const house = acme();

async function ready(browser = new Browser()) {
  const started = await browser.start();
  return { browser, started, response: await right(house.key, started) };
}

const codeOf = async (answer: Response) => (await eventBehind(answer)).code;

describe('one response, one session', () => {
  it('fifty copies posted at once give exactly one session', async () => {
    const { browser, started, response } = await ready();
    const before = await sessions();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        browser.post({ SAMLResponse: response, RelayState: started.relayState }),
      ),
    );
    expect(await sessions()).toBe(before + 1);
    const homes = answers.filter((a) => a.headers.get('location') === 'http://localhost:3000/keys');
    expect(homes).toHaveLength(1);
  });

  it('a response posted again is refused, because its request was consumed', async () => {
    const { browser, started, response } = await ready();
    await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    const again = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(await codeOf(again)).toBe('in-response-to');
  });

  it('an assertion that was used is refused in a new response to a new request', async () => {
    const { browser, started } = await ready();
    const first = await right(house.key, started, { assertionId: '_again' });
    await browser.post({ SAMLResponse: first, RelayState: started.relayState });
    const next = await browser.start();
    const second = await right(house.key, next, { assertionId: '_again' });
    expect(await codeOf(await browser.post({ SAMLResponse: second, RelayState: next.relayState }))).toBe(
      'replay',
    );
  });

  it('two responses with one assertion id, posted at once, give one session', async () => {
    const browsers = [new Browser(), new Browser()];
    const before = await sessions();
    const posts = await Promise.all(
      browsers.map(async (browser) => {
        const started = await browser.start();
        return { browser, started, response: await right(house.key, started, { assertionId: '_both' }) };
      }),
    );
    await Promise.all(
      posts.map(({ browser, started, response }) =>
        browser.post({ SAMLResponse: response, RelayState: started.relayState }),
      ),
    );
    expect(await sessions()).toBe(before + 1);
  });

  it('a request is consumed by a response that fails afterwards', async () => {
    const { browser, started, response } = await ready();
    const wrong = await right(house.key, started, { audience: 'urn:other' });
    expect(await codeOf(await browser.post({ SAMLResponse: wrong, RelayState: started.relayState }))).toBe(
      'audience',
    );
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(await codeOf(answer)).toBe('in-response-to');
  });
});

describe('only the browser that asked', () => {
  it('a response to another browser’s request is refused, and that browser can still finish', async () => {
    const { browser, started, response } = await ready();
    const victim = new Browser();
    await victim.start();
    const planted = await victim.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(await codeOf(planted)).toBe('browser');
    const own = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(own.headers.get('location')).toBe('http://localhost:3000/keys');
  });

  it('a browser without the cookie is refused', async () => {
    const { started, response } = await ready();
    const answer = await new Browser().post({ SAMLResponse: response, RelayState: started.relayState });
    expect(await codeOf(answer)).toBe('browser');
  });

  it('two tabs of one browser both finish; the second ends the session of the first', async () => {
    const browser = new Browser();
    const [one, two] = [await browser.start(), await browser.start('?returnTo=%2Faudit')];
    const before = await sessions();
    await browser.post({ SAMLResponse: await right(house.key, one), RelayState: one.relayState });
    const first = browser.cookies.get('__Host-gatehouse');
    const answer = await browser.post({
      SAMLResponse: await right(house.key, two),
      RelayState: two.relayState,
    });
    expect(answer.headers.get('location')).toBe('http://localhost:3000/audit');
    expect(browser.cookies.get('__Host-gatehouse')).not.toBe(first);
    expect(await sessions()).toBe(before + 1);
  });

  it('a response to a request of another connection is refused', async () => {
    const browser = new Browser();
    const started = await browser.start('', 'dev');
    const response = await right(house.key, started);
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(await codeOf(answer)).toBe('in-response-to');
  });

  it('a request that has run out is refused', async () => {
    const { browser, started, response } = await ready();
    await db().samlRequest.update({ where: { id: started.id }, data: { expiresAt: new Date() } });
    expect(await codeOf(await browser.post({ SAMLResponse: response, RelayState: started.relayState }))).toBe(
      'in-response-to',
    );
  });

  it.each([
    ['another RelayState', { RelayState: 'https://evil.example/' }],
    ['no RelayState', {}],
  ])('%s is refused: it is a key, not a target', async (_, fields) => {
    const { browser, response } = await ready();
    expect(await codeOf(await browser.post({ SAMLResponse: response, ...fields }))).toBe('relay-state');
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/saml/acme/login',
    'javascript:alert(1)',
  ])('returnTo %s leads home', async (target) => {
    const browser = new Browser();
    const started = await browser.start(`?returnTo=${encodeURIComponent(target)}`);
    const response = await right(house.key, started);
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(answer.headers.get('location')).toBe('http://localhost:3000/');
  });
});

describe('the transport', () => {
  const form = 'application/x-www-form-urlencoded';
  const cases: [string, (response: string, relay: string) => Asked][] = [
    [
      'JSON',
      (r) => ({ body: JSON.stringify({ SAMLResponse: r }), headers: { 'content-type': 'application/json' } }),
    ],
    [
      'multipart',
      (r) => ({ body: `SAMLResponse=${r}`, headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
    ],
    [
      'two SAMLResponses',
      (r, s) => ({
        body: new URLSearchParams([
          ['SAMLResponse', r],
          ['SAMLResponse', r],
          ['RelayState', s],
        ]).toString(),
      }),
    ],
    [
      'a SAMLRequest beside it',
      (r, s) => ({
        body: new URLSearchParams({ SAMLResponse: r, SAMLRequest: r, RelayState: s }).toString(),
      }),
    ],
    [
      'two RelayStates',
      (r, s) => ({
        body: new URLSearchParams([
          ['SAMLResponse', r],
          ['RelayState', s],
          ['RelayState', s],
        ]).toString(),
      }),
    ],
    ['no SAMLResponse', (_r, s) => ({ body: new URLSearchParams({ RelayState: s }).toString() })],
    [
      'characters that base64 has not',
      (r, s) => ({
        body: new URLSearchParams({
          SAMLResponse: `${r.slice(0, 8)}!${r.slice(8)}`,
          RelayState: s,
        }).toString(),
      }),
    ],
    [
      'base64url',
      (_r, s) => ({ body: new URLSearchParams({ SAMLResponse: '-_-_', RelayState: s }).toString() }),
    ],
    [
      'broken UTF-8',
      (_r, s) => ({
        body: new URLSearchParams({
          SAMLResponse: Buffer.from([0x3c, 0xff, 0xfe]).toString('base64'),
          RelayState: s,
        }).toString(),
      }),
    ],
    [
      '600 kB',
      (r, s) => ({
        body: new URLSearchParams({
          SAMLResponse: r,
          RelayState: s,
          padding: 'x'.repeat(600_000),
        }).toString(),
      }),
    ],
    [
      'ten megabytes',
      () => ({
        body: 'SAMLResponse=AAAA',
        headers: { 'content-type': form, 'content-length': 10_000_000 },
        unfinished: true,
      }),
    ],
    ['nothing', () => ({ body: '' })],
  ];

  it.each(cases)('%s is refused before anything is parsed', async (_, init) => {
    const { browser, started, response } = await ready();
    const answer = await browser.post({}, 'acme', {
      headers: { 'content-type': form },
      ...init(response, started.relayState),
    });
    expect(await codeOf(answer)).toBe('transport');
  });

  it('base64 in lines of 76 characters is accepted, as RFC 2045 has it', async () => {
    const { browser, started, response } = await ready();
    const lines = response.replace(/(.{76})/g, '$1\r\n');
    const answer = await browser.post({ SAMLResponse: lines, RelayState: started.relayState });
    expect(answer.headers.get('location')).toBe('http://localhost:3000/keys');
  });
});

describe('outside, every refusal looks the same', () => {
  it('but for the reference', async () => {
    const attempts: ((b: Browser) => Promise<Response>)[] = [
      (b) => b.post({ SAMLResponse: 'AAAA' }),
      (b) => b.post({ SAMLResponse: Buffer.from('<!DOCTYPE a>').toString('base64') }),
      async (b) => {
        const s = await b.start();
        return b.post({
          SAMLResponse: await right(house.key, s, { sign: 'none' }),
          RelayState: s.relayState,
        });
      },
      async (b) => {
        const s = await b.start();
        return b.post({
          SAMLResponse: await right(house.key, s, { nameId: 'nobody@acme.example' }),
          RelayState: s.relayState,
        });
      },
      (b) => b.post({ SAMLResponse: 'AAAA' }, 'no-such-connection'),
    ];
    const rules: (string | null)[] = [];
    // The kit compares each answer, whole, with the one that all of them get.
    for (const attempt of attempts) rules.push(await codeOf(await attempt(new Browser())));
    expect(rules).toEqual(['lexical', 'lexical', 'signature-missing', 'operator', 'connection']);
  });

  it('a StatusMessage of the IdP is neither shown nor stored', async () => {
    const { browser, started } = await ready();
    const response = await right(house.key, started, {
      status: ['urn:oasis:names:tc:SAML:2.0:status:Responder'],
      assertions: [],
      edit: {
        response: (x) =>
          x.replace(
            '</samlp:Status>',
            '<samlp:StatusMessage>call 555-EVIL</samlp:StatusMessage></samlp:Status>',
          ),
      },
    });
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(JSON.stringify([...answer.headers])).not.toContain('EVIL');
    expect((await eventBehind(answer)).summary).not.toContain('EVIL');
  });

  it('refusals beyond the limit are counted, not listed', async () => {
    setEnv({ REFUSAL_LIMIT_PER_MINUTE: '4' });
    const browser = new Browser();
    browser.address = '198.51.100.9';
    const where = { address: browser.address, outcome: 'refused' };
    for (let i = 0; i < 16; i++) await browser.post({ SAMLResponse: 'AAAA' });
    setEnv({ REFUSAL_LIMIT_PER_MINUTE: '100000' });
    const events = await db().auditEvent.findMany({ where, orderBy: { number: 'asc' } });
    // 1 to 4, then those that stand for more: 5, 8 and 16. A minute that turned meanwhile gives a few more.
    expect(events.length).toBeLessThan(16);
    expect(events.some((e) => /refused sign-ins from this address within a minute/.test(e.summary))).toBe(
      true,
    );
  });
});

describe('people and connections', () => {
  it('an operator who is disabled is refused like one who is unknown', async () => {
    const { browser, started, response } = await ready();
    await must(disableOperator, { id: house.operatorId, reason: 'left the company' });
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    await must(enableOperator, { id: house.operatorId, reason: 'came back' });
    expect(await codeOf(answer)).toBe('operator');
  });

  it('a name in other letters of ASCII is the same person', async () => {
    const { browser, started } = await ready();
    const response = await right(house.key, started, { nameId: person.toUpperCase() });
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(answer.headers.get('location')).toBe('http://localhost:3000/keys');
  });

  it('a disabled connection is refused at login and at ACS', async () => {
    const { browser, started, response } = await ready();
    const { id } = await db().connection.findUniqueOrThrow({ where: { slug: 'acme' } });
    await must(
      disableConnection,
      { id, reason: 'rolled over' },
      { kind: 'cli', id: 'cli:test', name: 'test' },
    );
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    expect(await codeOf(answer)).toBe('connection');
    await must(enableConnection, { id }, localDefault);
  });

  it('a development IdP is refused when others can reach the console', async () => {
    setEnv({ PUBLIC_URL: 'https://gatehouse.example.com' });
    try {
      const answer = await new Browser().post({ SAMLResponse: 'AAAA' }, 'dev');
      expect(await codeOf(answer)).toBe('connection');
    } finally {
      setEnv({ PUBLIC_URL: '' });
    }
  });

  it('the session ends no later than the IdP says', async () => {
    const { browser, started } = await ready();
    const end = new Date(Math.floor(Date.now() / 1000) * 1000 + 30 * 60_000);
    const response = await right(house.key, started, {
      edit: {
        assertion: (x) =>
          x.replace(
            '<saml:AuthnStatement ',
            `<saml:AuthnStatement SessionNotOnOrAfter="${end.toISOString()}" `,
          ),
      },
    });
    await browser.post({ SAMLResponse: response, RelayState: started.relayState });
    const session = await db().session.findFirstOrThrow({ orderBy: { startedAt: 'desc' } });
    expect(session.endsAt).toEqual(end);
  });
});

it('the request is signed, asks for the contexts of the connection, and for a new authentication only when told', async () => {
  const browser = new Browser();
  const at = async (query: string) => {
    const answer = await browser.ask(`/saml/acme/login${query}`, { headers: { host: 'evil.example' } });
    const url = new URL(answer.headers.get('location') ?? '');
    const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    return { url, xml };
  };
  const usual = await at('');
  expect(usual.url.origin).toBe('https://idp.acme.example');
  expect(usual.url.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  expect(usual.xml).toContain('>https://refeds.org/profile/mfa<');
  expect(usual.xml).toContain('AssertionConsumerServiceURL="http://localhost:3000/saml/acme/acs"');
  expect(usual.xml).not.toContain('ForceAuthn');
  expect((await at('?force=1')).xml).toContain('ForceAuthn="true"');
});

it('after a refusal the IdP is asked to authenticate anew, until a sign-in succeeds', async () => {
  const browser = new Browser();
  const forces = async () => {
    const answer = await browser.ask('/saml/acme/login');
    const request = new URL(answer.headers.get('location') ?? '').searchParams.get('SAMLRequest') ?? '';
    return inflateRawSync(Buffer.from(request, 'base64')).toString().includes('ForceAuthn="true"');
  };
  expect(await forces()).toBe(false);
  await browser.post({ SAMLResponse: 'AAAA' });
  expect(await forces()).toBe(true);
  const started = await browser.start();
  await browser.post({ SAMLResponse: await right(house.key, started), RelayState: started.relayState });
  expect(await forces()).toBe(false);
});

describe('while the database is away', () => {
  it('every door of sign-in says so with 503, and nothing hangs', async () => {
    const { browser, started, response } = await ready();
    const client = db();
    browser.cookies.set('__Host-gatehouse', 'a'.repeat(43));
    setDatabase(connect('postgres://nobody:secret@127.0.0.1:1/none'));
    try {
      const answers = [
        await browser.post({ SAMLResponse: response, RelayState: started.relayState }),
        await browser.ask('/saml/acme/login'),
        await browser.ask('/saml/acme/slo?SAMLRequest=a'),
        await browser.ask('/sign-out', { method: 'POST', headers: fromConsole }),
        await browser.ask('/api/v1/me'),
        await browser.ask('/saml/acme/metadata'),
      ];
      expect(answers.map((a) => a.status)).toEqual([503, 503, 503, 503, 503, 503]);
      for (const answer of answers) expect(await answer.text()).not.toMatch(/secret|127\.0\.0\.1|Prisma/);
    } finally {
      setDatabase(client);
    }
  });
});

it('sign-ins from one address are limited', async () => {
  setEnv({ SIGN_IN_LIMIT_PER_MINUTE: '3' });
  const browser = new Browser();
  browser.address = '198.51.100.10';
  const statuses: number[] = [];
  // Eight in two minutes at most: at least two of them stand above the limit of their minute.
  for (let i = 0; i < 8; i++) statuses.push((await browser.ask('/saml/acme/login')).status);
  setEnv({ SIGN_IN_LIMIT_PER_MINUTE: '100000' });
  expect(statuses[0]).toBe(303);
  expect(statuses.at(-1)).toBe(429);
});
