import { describe, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import { type Asked, acme, Browser, eventBehind, right, verdict } from './kit.ts';

const house = acme();
const limit = 512 * 1024;
const form = 'application/x-www-form-urlencoded';

async function ready() {
  const browser = new Browser();
  const started = await browser.start();
  return { browser, relay: started.relayState, response: await right(house.key, started) };
}

/** Posts a body as it is, under its content type. */
async function sent(browser: Browser, body: string, type: string | null = form, more: Asked = {}) {
  return verdict(await browser.post(body, 'acme', { ...more, headers: typed(type, more) }), browser);
}

const typed = (type: string | null, { headers }: Asked) => ({
  'content-type': type ?? undefined,
  ...headers,
});

const fields = (SAMLResponse: string, RelayState: string) =>
  new URLSearchParams({ SAMLResponse, RelayState }).toString();

describe('a body', () => {
  const filled = (body: string, size: number) => `${body}&p=`.padEnd(size, 'x');

  it('of exactly 512 kB is read', async () => {
    const { browser, relay, response } = await ready();
    expect(await sent(browser, filled(fields(response, relay), limit))).toBe('accepted');
  });

  it('of one byte more is not', async () => {
    const { browser, relay, response } = await ready();
    expect(await sent(browser, filled(fields(response, relay), limit + 1))).toBe('transport');
  });

  const chunked = { headers: { 'transfer-encoding': 'chunked' } };
  const ofTenMegabytes = { headers: { 'content-length': 10_000_000 }, unfinished: true };

  it('in chunks, its length untold, is refused, however small', async () => {
    const { browser, relay, response } = await ready();
    expect(await sent(browser, fields(response, relay), form, chunked)).toBe('transport');
  });

  it('in chunks that do not end is refused before it has come', async () => {
    const { browser, relay, response } = await ready();
    const more = { ...chunked, unfinished: true };
    expect(await sent(browser, fields(response, relay), form, more)).toBe('transport');
  });

  it('of ten megabytes is refused at single logout as well, and is plainly too large anywhere else', async () => {
    const browser = new Browser();
    const asked = { method: 'POST', body: 'SAMLRequest=a', ...ofTenMegabytes };
    const event = await eventBehind(await browser.ask('/saml/acme/slo', asked));
    expect([event.action, event.code]).toEqual(['session.end', 'transport']);
    expect((await browser.ask('/saml/acme/login', asked)).status).toBe(413);
  });

  it('of ten megabytes is counted with the refusals of its address, so that a flood does not fill the trail', async () => {
    setEnv({ REFUSAL_LIMIT_PER_MINUTE: '1' });
    const browser = new Browser();
    browser.address = '198.51.100.41';
    for (let i = 0; i < 12; i++) await browser.post('SAMLResponse=a', 'acme', ofTenMegabytes);
    setEnv({ REFUSAL_LIMIT_PER_MINUTE: '100000' });
    const events = await db().auditEvent.findMany({ where: { address: browser.address } });
    // 1, 2, 4 and 8 of a minute. One that turned meanwhile begins anew, and both together still leave some out.
    expect(events.length).toBeLessThan(10);
    expect(new Set(events.map(({ code }) => code))).toEqual(new Set(['transport']));
  });

  it.each([
    ['text/plain', 'transport'],
    ['application/xml', 'transport'],
    ['application/x-www-form-urlencoded; charset=iso-8859-1', 'transport'],
    ['application/x-www-form-urlencoded, text/plain', 'transport'],
    ['application/x-www-form-urlencodedx', 'transport'],
    [null, 'transport'],
    ['application/x-www-form-urlencoded; charset=UTF-8', 'accepted'],
    ['APPLICATION/X-WWW-FORM-URLENCODED', 'accepted'],
  ])('under the content type %s is %s', async (type, outcome) => {
    const { browser, relay, response } = await ready();
    expect(await sent(browser, fields(response, relay), type)).toBe(outcome);
  });
});

describe('base64', () => {
  it.each<[string, (base64: string) => string]>([
    ['with a space', (b) => `${b.slice(0, 40)} ${b.slice(40)}`],
    ['with a tab', (b) => `${b.slice(0, 40)}\t${b.slice(40)}`],
    ['with a carriage return alone', (b) => `${b.slice(0, 40)}\r${b.slice(40)}`],
    ['with a NUL', (b) => `${b}\0`],
    ['in the alphabet of URLs', (b) => `${b.slice(0, 40)}-_-_${b.slice(44)}`],
    ['with padding in the middle', (b) => `${b.slice(0, 40)}==${b.slice(40)}`],
    ['with text behind its padding', (b) => `${b.replace(/=*$/, '')}==AAAA`],
  ])('%s is not taken', async (_, change) => {
    const { browser, relay, response } = await ready();
    expect(await sent(browser, fields(change(response), relay))).toBe('transport');
  });

  it('in a second spelling of the same bytes is not taken', async () => {
    const { browser, relay, response } = await ready();
    const xml = Buffer.from(response, 'base64').toString();
    // One byte over a multiple of three: four bits of the last character mean nothing.
    const one = Buffer.from(xml + ' '.repeat((4 - (Buffer.byteLength(xml) % 3)) % 3)).toString('base64');
    expect(one).toMatch(/[^=]==$/);
    const twin = `${one.slice(0, -3)}${String.fromCharCode(one.charCodeAt(one.length - 3) + 1)}==`;
    expect(Buffer.from(twin, 'base64')).toEqual(Buffer.from(one, 'base64'));
    expect(await sent(browser, fields(twin, relay))).toBe('transport');
  });
});

describe('the addresses of a sign-in', () => {
  it('come from PUBLIC_URL: a Host or X-Forwarded-Host of the sender moves no destination', async () => {
    const browser = new Browser();
    const started = await browser.start();
    const evil = 'http://evil.example/saml/acme/acs';
    const response = await right(house.key, started, { destination: evil });
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    };
    const answer = await browser.post(fields(response, started.relayState), 'acme', { headers });
    expect(await verdict(answer, browser)).toBe('destination');
  });

  it('the cookie that binds a request to its browser is out of scripts, for this host alone, and comes cross-site', async () => {
    const answer = await new Browser().ask('/saml/acme/login');
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-gatehouse-signin='));
    const parts = (cookie ?? '').split('; ').slice(1);
    expect(parts.sort()).toEqual(['HttpOnly', 'Max-Age=900', 'Path=/', 'SameSite=None', 'Secure']);
  });

  it('the RelayState of another open sign-in of the same browser is refused', async () => {
    const browser = new Browser();
    const [one, two] = [await browser.start(), await browser.start()];
    const response = await right(house.key, one);
    const answer = await browser.post({ SAMLResponse: response, RelayState: two.relayState });
    expect(await verdict(answer, browser)).toBe('relay-state');
  });

  it('the RelayState of a sign-in at another connection is refused', async () => {
    const browser = new Browser();
    const [one, other] = [await browser.start(), await browser.start('', 'dev')];
    const response = await right(house.key, one);
    const answer = await browser.post({ SAMLResponse: response, RelayState: other.relayState });
    expect(await verdict(answer, browser)).toBe('relay-state');
  });

  it('a response to one connection, posted to another, is refused though its request waits', async () => {
    const browser = new Browser();
    const started = await browser.start();
    const response = await right(house.key, started);
    const answer = await browser.post({ SAMLResponse: response, RelayState: started.relayState }, 'dev');
    expect(await verdict(answer, browser)).toBe('in-response-to');
  });
});
