import type { IncomingMessage, ServerResponse } from 'node:http';

const bodyLimit = 256 * 1024;

/** A request that this IdP does not carry out, with the sentence that its page says. */
export class Declined extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

export interface Ask {
  method: string;
  path: string;
  /** As it came, not decoded: the redirect binding signs these very octets. */
  rawQuery: string;
  query: URLSearchParams;
  form: URLSearchParams;
  cookies: Map<string, string>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  cookies?: string[];
}

export async function readAsk(request: IncomingMessage): Promise<Ask> {
  const [path = '/', rawQuery = ''] = splitOnce(request.url ?? '/', '?');
  return {
    method: request.method ?? 'GET',
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    form: request.method === 'POST' ? await readForm(request) : new URLSearchParams(),
    cookies: new Map(
      (request.headers.cookie ?? '').split(/;\s*/).map((pair) => splitOnce(pair, '=') as [string, string]),
    ),
  };
}

export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin',
    ...answer.headers,
    ...(answer.cookies ? { 'Set-Cookie': answer.cookies } : {}),
  });
  response.end(answer.body);
}

export function redirect(location: string, cookies?: string[]): Answer {
  return { status: 303, headers: { Location: location }, body: '', ...(cookies ? { cookies } : {}) };
}

export function json(value: unknown): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}

/** Lax: the console's redirect carries it, another site's hidden post does not. Names of its own: ports share cookies. */
export function cookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${value === '' ? '; Max-Age=0' : ''}`;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Declined(415, 'This address takes application/x-www-form-urlencoded only.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Declined(413, `The body is larger than ${bodyLimit / 1024} kB.`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
