import { createServer, type Server } from 'node:http';
import { notFound, send } from './answers.ts';

export interface AdminPages {
  metrics(): Promise<string>;
  contentType: string;
  details(): object;
}

const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

/** Metrics and details for people and scrapers on this machine. */
export function makeAdminServer(pages: AdminPages): Server {
  return createServer({ requestTimeout: 10_000 }, async (request, response) => {
    // A page elsewhere could point its own name at 127.0.0.1 and let a browser on this machine read for it.
    if (!loopbackHost.test(request.headers.host ?? '')) return notFound(response);
    if (request.url === '/') return send(response, 200, pages.details());
    if (request.url !== '/metrics') return notFound(response);
    const text = await pages.metrics().catch(() => null);
    if (text === null) return send(response, 503, { error: 'unavailable' });
    response.writeHead(200, { 'Content-Type': pages.contentType, 'Cache-Control': 'no-store' });
    response.end(text);
  });
}
