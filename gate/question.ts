import { type Source, statedSource } from '#lib/check/address.ts';
import { canonicalHost } from '#lib/check/domain.ts';
import type { TlsVersion } from '#lib/check/snapshot.ts';
import { tlsVersion } from './request.ts';

/** What an asker of /v1/check wants to know: may this call pass? */
export interface Question {
  token: string;
  source: Source;
  domain: string | null;
  method: string;
  path: string;
  environment: string | null;
  tlsVersion: TlsVersion | null;
}

/** Reads the body of /v1/check; a string is the code of what is wrong with it. */
export function readQuestion(body: string): Question | string {
  const asked = parseObject(body);
  if (!asked) return 'malformed_json';
  const { token, sourceAddress, domain, method, path, environment, tlsVersion: tls } = asked;
  if (typeof token !== 'string' || token.length > 512) return 'invalid_token';
  const source = typeof sourceAddress === 'string' ? statedSource(sourceAddress) : null;
  if (!source) return 'invalid_source_address';
  const host = isAbsent(domain) ? null : typeof domain === 'string' && canonicalHost(domain);
  if (host === false || (host === null && !isAbsent(domain))) return 'invalid_domain';
  if (typeof method !== 'string' || !/^[A-Za-z]{1,20}$/.test(method)) return 'invalid_method';
  // Printable ASCII only: the path is kept in Postgres, whose text takes no NUL.
  if (typeof path !== 'string' || !/^\/[\x21-\x7e]{0,2047}$/.test(path)) return 'invalid_path';
  if (
    !isAbsent(environment) &&
    (typeof environment !== 'string' || !/^[a-z][a-z0-9-]{0,30}$/.test(environment))
  )
    return 'invalid_environment';
  const version = isAbsent(tls) ? null : typeof tls === 'string' && tlsVersion(tls);
  if (version === false || (version === null && !isAbsent(tls))) return 'invalid_tls_version';
  return {
    token,
    source,
    domain: host,
    method: method.toUpperCase(),
    path: (path.split(/[?#]/)[0] ?? '/').slice(0, 512),
    environment: isAbsent(environment) ? null : environment,
    tlsVersion: version,
  };
}

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

function parseObject(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
