import { describe, expect, it } from 'vitest';
import { POST as acs } from '#app/saml/[connection]/acs/route.ts';
import { GET as login } from '#app/saml/[connection]/login/route.ts';
import { acme, Browser, base, right, verdict } from './kit.ts';

const house = acme();
const limit = 512 * 1024;
const form = 'application/x-www-form-urlencoded';

async function ready() {
  const browser = new Browser();
  const started = await browser.start();
  return { browser, relay: started.relayState, response: await right(house.key, started) };
}

/** Posts a body as it is, under its content type. */
async function sent(browser: Browser, body: BodyInit, type: string | null = form): Promise<string> {
  const request = new Request(`${base}/acs`, {
    method: 'POST',
    body,
    duplex: 'half',
    ...(type ? { headers: { 'content-type': type } } : {}),
  } as RequestInit);
  if (!type) request.headers.delete('content-type');
  return verdict(await browser.send(acs, request), browser);
}

const fields = (SAMLResponse: string, RelayState: string) =>
  new URLSearchParams({ SAMLResponse, RelayState }).toString();

function inChunks(body: string): ReadableStream<Uint8Array> {
  const bytes = Buffer.from(body);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 16_384) controller.enqueue(bytes.subarray(at, at + 16_384));
      controller.close();
    },
  });
}

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

  it('in chunks, without a length, is counted as it comes', async () => {
    const large = await ready();
    const body = filled(fields(large.response, large.relay), limit + 1);
    expect(await sent(large.browser, inChunks(body))).toBe('transport');
    const small = await ready();
    expect(await sent(small.browser, inChunks(fields(small.response, small.relay)))).toBe('accepted');
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
    const request = new Request(evil, {
      method: 'POST',
      body: fields(response, started.relayState),
      headers: {
        'content-type': form,
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
      },
    });
    expect(await verdict(await browser.send(acs, request), browser)).toBe('destination');
  });

  it('the cookie that binds a request to its browser is out of scripts, for this host alone, and comes cross-site', async () => {
    const answer = await new Browser().send(login, new Request(`${base}/login`));
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
