/** Promise: every address that SAML sees comes from PUBLIC_URL; a Host header decides nothing. */
import { env } from '../env.ts';

export interface SpAddresses {
  /** Our entityID: where our metadata lies, as SAML metadata 2.3.2 recommends. */
  entityId: string;
  acs: string;
  slo: string;
}

export function spAddresses(slug: string): SpAddresses {
  const base = `${env().publicUrl}/saml/${slug}`;
  return { entityId: `${base}/metadata`, acs: `${base}/acs`, slo: `${base}/slo` };
}

export function absolute(path: string): string {
  return `${env().publicUrl}${path}`;
}

/** A redirect after which the browser asks by GET, whatever it sent (RFC 9110 15.4.4). */
export function seeOther(url: string, cookies: string[] = []): Response {
  const headers = new Headers({
    location: url.startsWith('/') ? absolute(url) : url,
    'cache-control': 'no-store',
  });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

export function plain(status: number, sentence: string): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(`${sentence}\n`, { status, headers });
}
