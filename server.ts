/** The console's front door: the true caller, caps on what is taken in, and Next behind it. */
import { existsSync, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import type { TLSSocket } from 'node:tls';
import next from 'next';
import { pageLimit } from '#lib/auth/limit.ts';
import { EnvError, env } from '#lib/env.ts';
import { followParent } from '#lib/lifeline.ts';
import { log } from '#lib/log.ts';
import { clientAddress, type RequestFacts, strictTransport, withRequest } from '#lib/request.ts';
import { refuseStart } from '#lib/start.ts';
import { doorOf, serverBehind } from '#lib/tls.ts';

const maxBodyBytes = 1_048_576;
const folder = import.meta.dirname;
const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
};

/** Headers by which a caller could pose as a proxy, as another host, or as this door itself. */
const forgeable =
  /^(x-forwarded-|x-real-ip$|forwarded$|x-gatehouse-|x-nonce$|x-middleware-|x-matched-path$|x-invoke-)/;

await main().catch((error: NodeJS.ErrnoException) => {
  if (error instanceof EnvError) fail(...error.lines);
  fail(`The console did not start: ${error.message}`);
});

async function main(): Promise<void> {
  const { databaseUrl, host, port, publicUrl } = env();
  const door = doorOf(env());
  if (!existsSync(join(folder, '.next/BUILD_ID')))
    fail('There is no production build. `npm start` makes one and starts the console.');
  await refuseStart();
  const app = next({ dev: false, dir: folder, hostname: host, port });
  const answer = app.getRequestHandler();
  await app.prepare();
  const pages = pagesBehind(databaseUrl);
  const server = serverBehind(door, limits, log('console'));
  server.maxHeadersCount = 100;
  server.on('request', async (request, response) => {
    if (answeredHere(request, response)) return;
    const facts = factsOf(request);
    if (await pages.refuses(request, response, facts.address)) return;
    cleanHeaders(request, publicUrl);
    sayUnavailable(response, facts);
    withRequest(
      facts,
      () => void answer(request, response).catch((error: unknown) => broken(response, error)),
    );
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      fail(`Port ${port} on ${host} is taken: end the program that holds it, or set PORT to another one.`);
    if (error.code === 'EACCES')
      fail(`Port ${port} may not be opened by this user: set PORT to one above 1023.`);
    if (error.code === 'EADDRNOTAVAIL')
      fail(`HOST ${host} is not an address of this machine: set HOST to one that is.`);
    throw error;
  });
  server.listen({ host, port }, () => log('console').info({ host, port, publicUrl }, 'listening'));
  followParent(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    // A browser that keeps its connection open must not keep the process.
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    await closed;
    await Promise.all([app.close(), pages.close()]);
  });
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

/** Health, and what is refused before anything is read. True when the answer is given. */
function answeredHere(request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split('?')[0];
  if (path === '/healthz') return plain(response, 200, 'ok');
  if (!request.url?.startsWith('/')) return plain(response, 400, 'The request names no path of this host.');
  // Without a length a body could grow without end while it is read.
  if (request.headers['transfer-encoding'] !== undefined)
    return plain(response, 411, 'Send the body with a Content-Length.');
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes)
    return plain(response, 413, 'The body is larger than the console takes.');
  return false;
}

/**
 * Stops a flood at whatever costs work: each page, route and action, with a cookie or without (a made-up one must not
 * lead round). Only files of the build are free, by their exact names: `/_next/static/../..` is none of them.
 */
function pagesBehind(databaseUrl: string | undefined) {
  const limit = databaseUrl ? pageLimit(databaseUrl, env().pageLimitPerMinute) : undefined;
  const files = filesOfBuild();
  return {
    async refuses(request: IncomingMessage, response: ServerResponse, address: string): Promise<boolean> {
      if (files.has(request.url?.split('?')[0] ?? '')) return false;
      if (!(await limit?.isOver(address))) return response.destroyed;
      response.setHeader('retry-after', '60');
      return plain(response, 429, 'Too many requests came from your address. Wait a minute, then try again.');
    },
    close: async () => limit?.close(),
  };
}

function filesOfBuild(): Set<string> {
  const found = readdirSync(join(folder, '.next/static'), { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Set(paths.map((path) => `/_next/${relative(join(folder, '.next'), path).replaceAll(sep, '/')}`));
}

function plain(response: ServerResponse, status: number, text: string): true {
  const close = status === 200 ? undefined : { connection: 'close' };
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...strictTransport(env().publicUrl),
      ...close,
    })
    .end(`${text}\n`);
  return true;
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
  else plain(response, 500, 'Something went wrong on our side. Nothing was changed.');
}

function fail(...lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(2);
}
