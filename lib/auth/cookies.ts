/** Promise: the console's cookies are bound to this host, never readable by scripts, and their secrets never stored. */
import { createHash, randomBytes } from 'node:crypto';

/**
 * `__Host-` (RFC 6265bis 4.1.3.2): no sibling host can plant or replace it. Lax keeps the session out of cross-site
 * posts; the sign-in cookie must come with one, because the IdP's page posts the response, so it is None.
 */
export const sessionCookie = '__Host-gatehouse';
export const signInCookie = '__Host-gatehouse-signin';
/** Left by every refused response alike: the next sign-in asks the IdP to authenticate anew. */
export const againCookie = '__Host-gatehouse-again';
export const lastConnectionCookie = 'gatehouse-last-connection';
export const environmentCookie = 'environment';

export const signInMinutes = 15;
const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits, as a cookie carries them. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret: a stolen table opens no session. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function setSessionCookie(secret: string): string {
  return `${sessionCookie}=${secret}; Path=/; HttpOnly; Secure; SameSite=Lax`;
}

export function clearSessionCookie(): string {
  return `${sessionCookie}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`;
}

export function setAgainCookie(): string {
  return `${againCookie}=1; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${signInMinutes * 60}`;
}

export function clearAgainCookie(): string {
  return `${againCookie}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`;
}

export function setLastConnectionCookie(slug: string): string {
  return `${lastConnectionCookie}=${slug}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000`;
}

/** What binds open sign-ins to a browser, and which session it had: the session's own cookie stays behind on a cross-site post. */
export interface BrowserBinding {
  secret: string;
  sessionDigest: string | null;
}

export function setSignInCookie({ secret, sessionDigest }: BrowserBinding): string {
  const value = sessionDigest ? `${secret}.${sessionDigest}` : secret;
  return `${signInCookie}=${value}; Path=/; HttpOnly; Secure; SameSite=None; Max-Age=${signInMinutes * 60}`;
}

export function readSignInCookie(value: string | undefined): BrowserBinding | null {
  const [secret = '', sessionDigest, ...rest] = (value ?? '').split('.');
  if (!secretForm.test(secret) || rest.length > 0) return null;
  return {
    secret,
    sessionDigest: sessionDigest && /^[0-9a-f]{64}$/.test(sessionDigest) ? sessionDigest : null,
  };
}

export function readSessionCookie(value: string | undefined): string | null {
  return value && secretForm.test(value) ? value : null;
}

/** One cookie of a request; undefined when it is absent or comes twice, which no browser does for a `__Host-` name. */
export function cookieOf(request: Request, name: string): string | undefined {
  const found = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}
