import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { GET, POST } from '#app/api/v1/[...path]/route.ts';
import { env } from '#lib/env.ts';
import { withRequest } from '#lib/request.ts';

export interface Answer {
  status: number;
  body: { error?: string; message?: string; reference?: string } & Record<string, unknown>;
}

/** The management API behind a real socket, asked with a session's cookie as a script of the console would ask. */
export function overHttp() {
  let server: Server;
  let origin = '';
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const answer = await answered(request);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return async (secret: string, path: string, input?: object): Promise<Answer> => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method: input ? 'POST' : 'GET',
      headers: {
        cookie: `__Host-gatehouse=${secret}`,
        ...(input && { 'content-type': 'application/json', origin: new URL(env().publicUrl).origin }),
      },
      ...(input && { body: JSON.stringify(input) }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
}

async function answered(incoming: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', env().publicUrl);
  const request = new Request(url, {
    method: incoming.method ?? 'GET',
    headers: incoming.headers as Record<string, string>,
    ...(incoming.method === 'POST' && { body: Buffer.concat(chunks) }),
  });
  const params = Promise.resolve({ path: url.pathname.split('/').slice(3) });
  // The place in which `makeSession` signs people in: a session that moved would have to prove more.
  const facts = { address: 'unknown', tlsVersion: null, userAgent: 'a script' };
  const handler = incoming.method === 'POST' ? POST : GET;
  return withRequest(facts, () => handler(request, { params }));
}
