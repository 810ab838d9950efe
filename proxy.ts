/**
 * Headers and the Origin check, nothing else: who may do what is decided by the commands, never here.
 */
import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { env } from '#lib/env.ts';
import { answersByForm, isSamlDoor } from '#lib/paths.ts';
import { strictTransport } from '#lib/request.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Its callers bring a token in a header, which no page of another host can; a cookie that comes along carries nobody. */
const tokenDoor = /^\/scim\/v2\//;
/** The management API takes a session as well: only beside a token, which no page of another site can add, are cookies not read. */
const mixedDoor = /^\/api\/v1\//;
/** Comes from a page without a referrer, so its Origin is null; only who holds the link's secret can make it. */
const setupBegins = '/setup/begin';

export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(18).toString('base64');
  const policy = contentSecurityPolicy(nonce);
  if (isForged(request)) return withHeaders(refusal(request), policy);

  const headers = new Headers(request.headers);
  // A layout is not told where it stands; it needs to know, so that a sign-in leads back to this very page.
  headers.set('x-gatehouse-path', request.nextUrl.pathname + request.nextUrl.search);
  // Next reads the policy from the request and gives its nonce to every script and style it emits.
  headers.set('content-security-policy', policy);
  const response = withHeaders(NextResponse.next({ request: { headers } }), policy);
  // Next drops a header of the route that stands here already: these set the two themselves, on each answer.
  if (answersByForm(request.method, request.nextUrl.pathname))
    for (const name of ['Content-Security-Policy', 'Referrer-Policy']) response.headers.delete(name);
  // The page whose address holds a secret tells it to nobody, this host included.
  if (request.nextUrl.pathname === '/setup') response.headers.set('Referrer-Policy', 'no-referrer');
  return response;
}

/**
 * Stops cross-site request forgery and posts from a sibling host: a browser always says in Origin where a
 * mutating request comes from. Any cookie counts as the session's, so a renamed cookie cannot open the door.
 */
export function isForged(request: NextRequest): boolean {
  if (safeMethods.has(request.method) || !request.headers.has('cookie')) return false;
  if (request.method === 'POST' && isSamlDoor(request.nextUrl.pathname)) return false;
  if (request.nextUrl.pathname === setupBegins || tokenDoor.test(request.nextUrl.pathname)) return false;
  if (mixedDoor.test(request.nextUrl.pathname) && request.headers.has('authorization')) return false;
  // Each browser of today sends both to every address that the console may have: https, or this machine. A sibling host
  // or port is "same-site"; what says nothing is no page of ours.
  return (
    request.headers.get('origin') !== new URL(env().publicUrl).origin ||
    request.headers.get('sec-fetch-site') !== 'same-origin'
  );
}

function refusal(request: NextRequest): NextResponse {
  const message = 'This request did not come from the console itself. Nothing was changed.';
  return request.nextUrl.pathname.startsWith('/api/')
    ? NextResponse.json({ error: { code: 'forbidden', message } }, { status: 403 })
    : new NextResponse(message, { status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ');
}

function withHeaders(response: NextResponse, policy: string): NextResponse {
  const { headers } = response;
  headers.set('Content-Security-Policy', policy);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('X-Frame-Options', 'DENY');
  // Paths carry references and ids; other hosts learn neither. Same-origin posts keep their Origin header.
  headers.set('Referrer-Policy', 'same-origin');
  headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  for (const [name, value] of Object.entries(strictTransport(env().publicUrl))) headers.set(name, value);
  return response;
}
