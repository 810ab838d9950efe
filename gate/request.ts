import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { clientAddress, isTrusted, type Source, socketSource } from '#lib/check/address.ts';
import type { AddressSet } from '#lib/check/allow-list.ts';
import type { Call } from '#lib/check/decide.ts';
import { domainOf } from '#lib/check/domain.ts';
import type { KeyKind, TlsVersion } from '#lib/check/snapshot.ts';

const longestPath = 512;
const callKinds: readonly KeyKind[] = ['secret', 'publishable'];

/** Reads calls out of requests; what a proxy says is believed only when it is one of TRUSTED_PROXIES. */
export interface RequestReader {
  /** The call that a proxy asks about at /auth, or that came there itself. */
  authCall(request: IncomingMessage): Call;
  /** The asker of /v1/check. */
  askerCall(request: IncomingMessage): Call;
}

export function requestReader(trusted: AddressSet, environments: readonly string[]): RequestReader {
  // Connections are kept alive: what the socket says is read once for all its requests.
  const peers = new WeakMap<Socket, Peer>();
  const peerOf = (socket: Socket): Peer => {
    let peer = peers.get(socket);
    if (!peer) {
      const source = socketSource(socket.remoteAddress);
      peer = { source, isTrusted: isTrusted(source, trusted), tls: tlsOfSocket(socket) };
      peers.set(socket, peer);
    }
    return peer;
  };
  const circumstances = (request: IncomingMessage, method: string, path: string): Call => {
    const { headers } = request;
    const peer = peerOf(request.socket);
    const source = peer.isTrusted
      ? clientAddress(peer.source, text(headers['x-forwarded-for']), trusted)
      : peer.source;
    return {
      token: credential(request),
      source,
      domain:
        headers.origin === undefined && headers.referer === undefined
          ? null
          : domainOf(headers.origin, headers.referer),
      method,
      path,
      tlsVersion: tlsOfCaller(peer, source, text(headers['x-forwarded-tls-version'])),
      scope: null,
      kinds: callKinds,
      environments,
    };
  };
  return {
    authCall(request) {
      const { isTrusted: isBelieved } = peerOf(request.socket);
      const method = (isBelieved && originalMethod(request.headers)) || (request.method ?? '');
      const path = (isBelieved && originalPath(request.headers)) || (request.url ?? '').slice('/auth'.length);
      return circumstances(request, method, pathOf(path));
    },
    askerCall(request) {
      return { ...circumstances(request, 'POST', '/v1/check'), scope: 'gatehouse:check', kinds: ['secret'] };
    },
  };
}

interface Peer {
  source: Source;
  isTrusted: boolean;
  tls: TlsVersion | null;
}

const text = (header: string | string[] | undefined) => (Array.isArray(header) ? header.join(', ') : header);

/**
 * The token of `Authorization: Bearer` or `X-Api-Key`. Null: none was sent. Two that differ, or a header sent
 * twice, make '': which of them the gate and the API behind it believe must not be the caller's choice.
 */
function credential(request: IncomingMessage): string | null {
  const { headers } = request;
  const bearer = headers.authorization === undefined ? null : bearerOf(request, headers.authorization);
  const apiKey = text(headers['x-api-key']);
  if (apiKey === undefined) return bearer;
  return bearer === null || bearer === apiKey ? apiKey : '';
}

// The server joins repeated headers with a comma, and no token holds one.
function bearerOf(request: IncomingMessage, authorization: string): string | null {
  if (authorization.length >= 7 && authorization.slice(0, 7).toLowerCase() === 'bearer ')
    return authorization.slice(7).trim();
  if (authorization.toLowerCase() === 'bearer') return '';
  const isRepeated = authorization.includes(',') && (request.headersDistinct.authorization?.length ?? 0) > 1;
  return isRepeated ? '' : null;
}

// nginx: X-Original-*, Traefik: X-Forwarded-*
function originalMethod(headers: IncomingHttpHeaders): string | null {
  const method = text(headers['x-original-method'] ?? headers['x-forwarded-method']);
  return method !== undefined && /^[A-Za-z]{1,20}$/.test(method) ? method.toUpperCase() : null;
}

const originalPath = (headers: IncomingHttpHeaders) =>
  text(headers['x-original-uri'] ?? headers['x-forwarded-uri']);

/** Without query and fragment, where callers put names and tokens. */
function pathOf(uri: string): string {
  const end = uri.search(/[?#]/);
  const path = (end < 0 ? uri : uri.slice(0, end)).slice(0, longestPath);
  return path === '' ? '/' : path;
}

/** Reads 1.3, TLSv1.3 (nginx, Envoy) or TLS 1.3; null when it is none. */
export function tlsVersion(said: string | undefined): TlsVersion | null {
  const match = said?.match(/^(?:TLS ?v?)?(1(?:\.[0-3])?)$/i);
  if (!match) return null;
  return match[1] === '1' ? '1.0' : (match[1] as TlsVersion);
}

// A trusted proxy's own hop says nothing of its caller: taken for it, a call by TLS 1.2 would pass as 1.3.
function tlsOfCaller(peer: Peer, source: Source, said: string | undefined): TlsVersion | null {
  const speaksForAnother = peer.isTrusted && (said !== undefined || source.by === 'forwarded');
  return speaksForAnother ? tlsVersion(said) : peer.tls;
}

function tlsOfSocket(socket: Socket): TlsVersion | null {
  return 'getProtocol' in socket ? tlsVersion((socket as TLSSocket).getProtocol() ?? undefined) : null;
}
