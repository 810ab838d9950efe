import type { ServerResponse } from 'node:http';
import type { Key } from '#lib/check/snapshot.ts';

const json = ['Content-Type', 'application/json', 'Cache-Control', 'no-store'];
const allowHeaders = new WeakMap<Key, string[]>();

/** 204 with what the API behind may want to know. The headers of a key are laid out once per policy. */
export function allowed(response: ServerResponse, key: Key): void {
  let headers = allowHeaders.get(key);
  if (!headers) {
    headers = headersOf(key);
    allowHeaders.set(key, headers);
  }
  response.writeHead(204, headers);
  response.end();
}

function headersOf(key: Key): string[] {
  return [
    'X-Gatehouse-Key-Id',
    key.id,
    'X-Gatehouse-Application-Id',
    key.applicationId,
    'X-Gatehouse-Environment',
    key.environmentId,
    'X-Gatehouse-Scopes',
    // A scope with a line break would be a header of its own.
    key.scopes.filter((scope) => /^[\x21-\x7e]+$/.test(scope)).join(' '),
    'Cache-Control',
    'no-store',
  ];
}

/** The one refusal: the same bytes for every reason but the reference, or a stranger could learn which keys exist. */
export function refused(response: ServerResponse, status: 401 | 403, reference: string): void {
  const body = `{"error":"forbidden","reference":"${reference}"}`;
  const headers = [...json, 'X-Reference', reference, 'Content-Length', String(body.length)];
  // RFC 9110, 11.6.1: a 401 names the scheme.
  if (status === 401) headers.push('WWW-Authenticate', 'Bearer');
  response.writeHead(status, headers);
  response.end(body);
}

/** No policy, or one too old to be trusted: nobody passes. */
export function unavailable(response: ServerResponse): void {
  send(response, 503, { error: 'unavailable' }, ['Retry-After', '1']);
}

export function badRequest(response: ServerResponse, code: string, status: 400 | 413 = 400): void {
  // What is left of a body that is too large is not read: the connection ends with the answer.
  send(response, status, { error: 'bad_request', code }, status === 413 ? ['Connection', 'close'] : []);
}

export function notFound(response: ServerResponse): void {
  send(response, 404, { error: 'not_found' });
}

export function wrongMethod(response: ServerResponse, allow: string): void {
  send(response, 405, { error: 'method_not_allowed' }, ['Allow', allow]);
}

export function send(response: ServerResponse, status: number, body: object, headers: string[] = []): void {
  const text = JSON.stringify(body);
  response.writeHead(status, [...json, 'Content-Length', String(Buffer.byteLength(text)), ...headers]);
  response.end(text);
}
