import { readiness } from '#lib/health.ts';

export const dynamic = 'force-dynamic';

export async function GET(): Promise<Response> {
  const { ready, message } = await readiness();
  return new Response(`${message}\n`, {
    status: ready ? 200 : 503,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
