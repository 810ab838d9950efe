/**
 * What the console does with every request before Next sees it: it caps what is taken in, says who calls, and leaves
 * in the headers nothing that a caller could make up.
 */
import { IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { env } from './env.ts';
import { log } from './log.ts';
import { isSamlDoor } from './paths.ts';
import { clientAddress, type RequestFacts, strictTransport, withRequest } from './request.ts';

const maxBodyBytes = 1_048_576;

export const doorLimits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  // By itself Node looks every 30 s only: whoever sends a byte now and then would hold a socket four times as long.
  connectionsCheckingInterval: 5_000,
};

/** Headers by which a caller could pose as a proxy, as another host, or as this door itself. */
const forgeable =
  /^(x-forwarded-|x-real-ip$|forwarded$|x-gatehouse-|x-nonce$|x-middleware-|x-matched-path$|x-invoke-)/;

interface Behind {
  /** True when it gave the answer itself: this caller has asked too often. */
  refuses(request: IncomingMessage, response: ServerResponse, address: string): Promise<boolean>;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function putFrontDoor(server: Server, behind: Behind): void {
  server.maxHeadersCount = 100;
  server.on('request', async (came, response) => {
    const request = taken(came, response);
    if (!request) return;
    const facts = factsOf(request);
    if (await behind.refuses(request, response, facts.address)) return;
    cleanHeaders(request, env().publicUrl);
    sayUnavailable(response, facts);
    withRequest(
      facts,
      () => void behind.answer(request, response).catch((error: unknown) => broken(response, error)),
    );
  });
}

/** What goes on, before a byte of its body is read; null when the answer is given here. */
function taken(request: IncomingMessage, response: ServerResponse): IncomingMessage | null {
  const path = request.url?.split('?')[0] ?? '';
  if (path === '/healthz') return sayHere(response, 200, 'ok');
  if (!path.startsWith('/')) return sayHere(response, 400, 'The request names no path of this host.');
  // Without a length a body could grow without end while it is read.
  const isEndless = request.headers['transfer-encoding'] !== undefined;
  const isTooLarge = Number(request.headers['content-length'] ?? 0) > maxBodyBytes;
  if (isSamlDoor(path)) {
    // What is left unread ends its connection. Each of them ends here, so that this tells no refusal from another.
    response.shouldKeepAlive = false;
    return isEndless || isTooLarge ? withoutBody(request) : request;
  }
  if (isEndless) return sayHere(response, 411, 'Send the body with a Content-Length.');
  if (isTooLarge) return sayHere(response, 413, 'The body is larger than the console takes.');
  return request;
}

/** Its route finds an empty body, and refuses, counts and records it like any other message that says nothing. */
function withoutBody(request: IncomingMessage): IncomingMessage {
  const bare = new IncomingMessage(request.socket);
  const { 'transfer-encoding': _, ...headers } = request.headers;
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  Object.assign(bare, { method, url, httpVersion, httpVersionMajor, httpVersionMinor, complete: true });
  bare.headers = { ...headers, 'content-length': '0' };
  bare.push(null);
  return bare;
}

/** Next answers 500 to whatever a page throws; a database that is away is 503, so that a balancer tries elsewhere. */
function sayUnavailable(response: ServerResponse, facts: RequestFacts): void {
  const writeHead = response.writeHead.bind(response) as (
    status: number,
    ...rest: unknown[]
  ) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) =>
    writeHead(status === 500 && facts.databaseAway ? 503 : status, ...rest)) as typeof response.writeHead;
}

/** An answer of the door itself, which no page gives. */
export function sayHere(response: ServerResponse, status: number, text: string): null {
  const close = status === 200 ? undefined : { connection: 'close' };
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...strictTransport(env().publicUrl),
      ...close,
    })
    .end(`${text}\n`);
  return null;
}

function factsOf(request: IncomingMessage): RequestFacts {
  const forwarded = request.headers['x-forwarded-for'];
  const { remoteAddress } = request.socket;
  const address = clientAddress(
    remoteAddress,
    Array.isArray(forwarded) ? forwarded.join() : forwarded,
    env().trustedProxies,
  );
  // A proxy's own hop says nothing of the browser behind it.
  const isDirect = address === clientAddress(remoteAddress, undefined, []);
  const protocol = isDirect ? (request.socket as TLSSocket).getProtocol?.() : null;
  return {
    address,
    tlsVersion: protocol?.replace(/^TLSv/, '') ?? null,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 512),
  };
}

/** Leaves Next nothing to believe: addresses are built from PUBLIC_URL, whatever Host a caller sends. */
function cleanHeaders(request: IncomingMessage, publicUrl: string): void {
  for (const name of Object.keys(request.headers)) if (forgeable.test(name)) delete request.headers[name];
  const { host, protocol } = new URL(publicUrl);
  Object.assign(request.headers, {
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.replace(':', ''),
  });
}

function broken(response: ServerResponse, error: unknown): void {
  log('console').error({ err: error }, 'a request failed outside its page');
  if (response.headersSent) response.destroy();
  else sayHere(response, 500, 'Something went wrong on our side. Nothing was changed.');
}
