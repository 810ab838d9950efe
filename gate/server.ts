import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AddressSet } from '#lib/check/allow-list.ts';
import { strictTransportPolicy } from '#lib/request.ts';
import { type Door, serverBehind } from '#lib/tls.ts';
import { allowed, notFound, refused, send, unavailable } from './answers.ts';
import { checkRoute } from './check.ts';
import { type Judge, makeJudge } from './judge.ts';
import type { Logger } from './logger.ts';
import type { Recorder } from './recorder.ts';
import { type RequestReader, requestReader } from './request.ts';
import type { Source } from './source.ts';
import type { Tally } from './tally.ts';

export interface ServerOptions {
  door: Door;
  source: Pick<Source, 'current' | 'state'>;
  recorder: Pick<Recorder, 'allowed' | 'refused'>;
  trustedProxies: AddressSet;
  /** The only environment served, or null for all. */
  environment: string | null;
  tally: Tally;
  log: Logger;
}

const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  // Longer than nginx keeps its upstream connections (60 s): the proxy closes first, so no call meets a closing socket.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5000,
  noDelay: true,
  // Repeated headers are joined, not dropped: see credential() in request.ts.
  joinDuplicateHeaders: true,
};

/** The data plane's listener: plain node:http or node:https, because a framework would cost more than the decision. */
export function makeServer({
  door,
  source,
  recorder,
  trustedProxies,
  environment,
  tally,
  log,
}: ServerOptions): Server {
  const reader = requestReader(trustedProxies, environment === null ? [] : [environment]);
  const judge = makeJudge(source, recorder, tally);
  const auth = authRoute(reader, judge);
  const check = checkRoute(reader, judge, tally);
  const route = (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '';
    if (isAuth(url)) return auth(request, response);
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    if (path === '/v1/check') return check(request, response);
    if (path === '/healthz') return send(response, 200, { status: 'ok' });
    return path === '/readyz' ? ready(source, response) : notFound(response);
  };
  const server = serverBehind(door, limits, log);
  server.on('request', (request, response) => {
    // Browsers call with publishable keys, and must not be led to plain HTTP later (RFC 6797 5.1).
    if (door.tls) response.setHeader('Strict-Transport-Security', strictTransportPolicy);
    try {
      route(request, response);
    } catch (error) {
      // A fault of ours must refuse, not hang and not pass.
      log.error({ cause: (error as Error).stack }, 'a call met a fault');
      if (!response.headersSent) unavailable(response);
    }
  });
  server.maxHeadersCount = 200;
  server.on('clientError', refuseUnreadable);
  return server;
}

function isAuth(url: string): boolean {
  if (!url.startsWith('/auth')) return false;
  const next = url.charCodeAt(5);
  return url.length === 5 || next === 47 || next === 63; // nothing, / or ?
}

function authRoute(reader: RequestReader, judge: Judge) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const judged = judge(reader.authCall(request));
    if (judged === null) unavailable(response);
    else if (judged.allow) allowed(response, judged.key);
    else refused(response, judged.reason === 'no_credential' ? 401 : 403, judged.reference);
  };
}

/** 200 when a policy is loaded and within its lease; says how old it is, and since when Postgres is away. */
function ready(source: Pick<Source, 'current' | 'state'>, response: ServerResponse): void {
  const isReady = source.current(Date.now()) !== null;
  const { epoch, age, leaseSeconds, failingSince } = source.state();
  send(response, isReady ? 200 : 503, {
    status: isReady ? 'ready' : 'not_ready',
    epoch,
    policyAgeSeconds: age === null ? null : Math.floor(age / 1000),
    policyLimitSeconds: leaseSeconds,
    since: failingSince === null ? null : new Date(failingSince).toISOString(),
  });
}

// What the parser cannot read never becomes a request; it is answered as shortly as everything else.
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  }[error.code ?? ''];
  const body = '{"error":"bad_request","code":"unreadable"}';
  socket.end(
    `HTTP/1.1 ${status ?? '400 Bad Request'}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
