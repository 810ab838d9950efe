import { request } from 'node:http';
import type { Product } from './product.ts';

export interface GateAnswer {
  status: number;
  body: string;
  reference: string | null;
}

/** Calls the gate's `/auth` with a token, from a loopback address of one's own and through X-Forwarded-For where it is given. */
export function callGate(
  { gateUrl }: Product,
  token: string | null,
  more: { from?: string; forwardedFor?: string; method?: string } = {},
): Promise<GateAnswer> {
  const { port } = new URL(gateUrl);
  const headers: Record<string, string> = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(more.forwardedFor && { 'x-forwarded-for': more.forwardedFor }),
  };
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        path: '/auth',
        method: more.method ?? 'GET',
        headers,
        localAddress: more.from ?? '127.0.0.1',
        agent: false,
      },
      (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            body,
            reference: (answer.headers['x-reference'] as string | undefined) ?? null,
          }),
        );
      },
    );
    call.on('error', reject);
    call.end();
  });
}
