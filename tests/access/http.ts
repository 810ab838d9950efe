import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import * as api from '#app/api/v1/[...path]/route.ts';
import * as me from '#app/api/v1/me/route.ts';
import * as lists from '#app/exports/[list]/route.ts';
import * as reviews from '#app/exports/reviews/[id]/route.ts';
import * as scim from '#app/scim/v2/[...path]/route.ts';
import { env } from '#lib/env.ts';
import { withRequest } from '#lib/request.ts';

export interface Asked {
  method: string;
  path: string;
  /** Which environment the browser looks at. */
  environment?: string | null;
  json?: object;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}
export interface Answer {
  status: number;
  text: string;
  /** Of what answers in JSON. */
  body: { error?: string; reference?: string } & Record<string, unknown>;
}

/** The house behind a real socket, asked with a session's cookie as a script of the console would ask. */
export function overHttp() {
  let server: Server;
  let origin = '';
  beforeAll(async () => {
    server = createServer(async (incoming, response) => {
      const answer = await answered(incoming);
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return async (
    secret: string,
    { method, path, environment, json, form, headers }: Asked,
  ): Promise<Answer> => {
    const place = environment ? `; environment=${environment}` : '';
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: {
        cookie: `__Host-gatehouse=${secret}${place}`,
        ...(method !== 'GET' && { origin: new URL(env().publicUrl).origin }),
        ...(json && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json && { body: JSON.stringify(json) }),
      ...(form && { body: new URLSearchParams(form) }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, text, body: isJson ? JSON.parse(text) : {} };
  };
}

type Handler = (request: Request, place: never) => Response | Promise<Response>;

/** As Next's router finds them: the route file behind a path, and what stands in its brackets. */
function routeOf(path: string): { handlers: Partial<Record<string, Handler>>; params: object } {
  const parts = path.split('/').slice(1);
  const [first, second, third] = parts;
  if (first === 'scim') return { handlers: scim, params: { path: parts.slice(2) } };
  if (first === 'exports' && third) return { handlers: { POST: reviews.POST }, params: { id: third } };
  if (first === 'exports') return { handlers: { POST: lists.POST }, params: { list: second } };
  if (path === '/api/v1/me') return { handlers: { GET: me.GET }, params: {} };
  return { handlers: api, params: { path: parts.slice(2) } };
}

async function answered(incoming: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', env().publicUrl);
  const method = incoming.method ?? 'GET';
  const request = new Request(url, {
    method,
    headers: incoming.headers as Record<string, string>,
    ...(method !== 'GET' && { body: Buffer.concat(chunks) }),
  });
  const { handlers, params } = routeOf(url.pathname);
  const handler = handlers[method];
  if (!handler) return new Response(null, { status: 405 });
  // The place in which `makeSession` signs people in: a session that moved would have to prove more.
  const facts = { address: 'unknown', tlsVersion: null, userAgent: 'a script' };
  return withRequest(facts, () => handler(request, { params: Promise.resolve(params) } as never));
}
