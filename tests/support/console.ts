/**
 * The console over HTTP without its build: the front door and proxy.ts as the product runs them, and the routes
 * behind. A table stands where Next finds the route; tests/e2e asks the built product.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { NextRequest } from 'next/server';
import { GET as apiGet, POST as apiPost } from '#app/api/v1/[...path]/route.ts';
import { GET as me } from '#app/api/v1/me/route.ts';
import { POST as acs } from '#app/saml/[connection]/acs/route.ts';
import { GET as login } from '#app/saml/[connection]/login/route.ts';
import { GET as metadata } from '#app/saml/[connection]/metadata/route.ts';
import { GET as sloGet, POST as sloPost } from '#app/saml/[connection]/slo/route.ts';
import { POST as signOut } from '#app/sign-out/route.ts';
import { env } from '#lib/env.ts';
import { doorLimits, putFrontDoor } from '#lib/front-door.ts';
import { proxy } from '../../proxy.ts';

type Route = (request: Request, segment: string) => Promise<Response>;

const ofConnection =
  (
    route: (request: Request, segment: { params: Promise<{ connection: string }> }) => Promise<Response>,
  ): Route =>
  (request, connection) =>
    route(request, { params: Promise.resolve({ connection }) });
const ofPath =
  (route: (request: Request, segment: { params: Promise<{ path: string[] }> }) => Promise<Response>): Route =>
  (request, path) =>
    route(request, { params: Promise.resolve({ path: path.split('/') }) });

/** Method and path, the segment between brackets. The first that fits is asked. */
const routes: [asked: RegExp, route: Route][] = [
  [/^POST \/saml\/([^/]+)\/acs$/, ofConnection(acs)],
  [/^GET \/saml\/([^/]+)\/login$/, ofConnection(login)],
  [/^GET \/saml\/([^/]+)\/metadata$/, ofConnection(metadata)],
  [/^GET \/saml\/([^/]+)\/slo$/, ofConnection(sloGet)],
  [/^POST \/saml\/([^/]+)\/slo$/, ofConnection(sloPost)],
  [/^POST \/sign-out()$/, signOut],
  [/^GET \/api\/v1\/me()$/, me],
  [/^GET \/api\/v1\/(.+)$/, ofPath(apiGet)],
  [/^POST \/api\/v1\/(.+)$/, ofPath(apiPost)],
];

const told = 'x-middleware-request-';

async function routed(request: NextRequest): Promise<Response> {
  const asked = `${request.method} ${request.nextUrl.pathname}`;
  for (const [pattern, route] of routes) {
    const [found, segment = ''] = pattern.exec(asked) ?? [];
    if (found) return route(request, segment);
  }
  return new Response('a page');
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const request = new NextRequest(new URL(url, env().publicUrl), {
    method,
    headers: incoming.headers as Record<string, string>,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const }),
  });
  const before = proxy(request);
  const goesOn = before.headers.has('x-middleware-next');
  // What proxy.ts tells the route.
  for (const [name, value] of before.headers)
    if (name.startsWith(told)) request.headers.set(name.slice(told.length), value);
  const response = goesOn ? await routed(request) : before;
  const headers = [...before.headers].filter(([name]) => !name.startsWith('x-middleware-'));
  for (const [name, value] of headers) outgoing.setHeader(name, value);
  // As Next does: what proxy.ts has set stays (next/dist/server/send-response.js).
  for (const [name, value] of response.headers)
    if (name !== 'set-cookie' && !outgoing.hasHeader(name)) outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  outgoing.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()));
}

/** Listens on a free port of this machine. */
export async function openConsole(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer(doorLimits);
  putFrontDoor(server, { answer, refuses: async () => false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
