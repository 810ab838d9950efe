import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { doorLimits, putFrontDoor } from '#lib/front-door.ts';

const { headersTimeout, requestTimeout, connectionsCheckingInterval } = doorLimits;
let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A console whose every time is a hundredth, so that its order can be waited for; what is behind never answers. */
async function hasty(): Promise<number> {
  const times = { headersTimeout, requestTimeout, connectionsCheckingInterval };
  const hundredth = Object.entries(times).map(([name, ms]) => [name, ms / 100]);
  server = createServer({ ...doorLimits, ...Object.fromEntries(hundredth) });
  putFrontDoor(server, { refuses: async () => false, answer: () => new Promise(() => {}) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What a caller hears who sends this and then nothing more, until the other side hangs up. */
function heard(port: number, sent: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(sent));
    socket.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    socket.on('close', () => resolve(text));
  });
}

describe('a caller who keeps the console waiting', () => {
  it.each([
    ['in the middle of a header', 'GET /keys HTTP/1.1\r\nHost: console.example\r\nCookie: a'],
    ['in the middle of a body', 'POST /keys HTTP/1.1\r\nHost: console.example\r\nContent-Length: 9\r\n\r\na'],
    [
      'in the middle of a response to the ACS',
      'POST /saml/acme/acs HTTP/1.1\r\nHost: console.example\r\nContent-Length: 9\r\n\r\na',
    ],
  ])('%s is hung up on with 408', async (_, sent) => {
    expect(await heard(await hasty(), sent)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is looked for twice within the time that a header has', () => {
    expect(connectionsCheckingInterval).toBeLessThanOrEqual(headersTimeout / 2);
    expect(headersTimeout).toBeLessThan(requestTimeout);
  });
});
