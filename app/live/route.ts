import { plain } from '#lib/auth/addresses.ts';
import { counted } from '#lib/auth/door.ts';
import { watchedSessionOf, watchSessions } from '#lib/auth/watch.ts';
import { env } from '#lib/env.ts';
import { keepStreams, type Streams } from '#lib/live/streams.ts';

export const dynamic = 'force-dynamic';

// Next may load this file more than once; the streams of a process are counted and followed in one place.
const shared = globalThis as { [key: symbol]: Streams | undefined };
const slot = Symbol.for('gatehouse.live');
shared[slot] ??= keepStreams(watchSessions, env().liveStreamLimit);
const streams = shared[slot];

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Neither stored nor compressed nor held back: each word has to arrive when it is said.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** Numbers that change when something has changed; closed within a second when the session or its rights end. */
export function GET(request: Request): Promise<Response> {
  // A sibling host cannot read it, but its pages could fill the house with streams.
  if (!['same-origin', null].includes(request.headers.get('sec-fetch-site')))
    return Promise.resolve(plain(403, 'This stream is for the console’s own pages.'));
  return opened(request);
}

async function opened(request: Request): Promise<Response> {
  const session = await watchedSessionOf(request);
  // Only strangers count at this door: an office that comes back to its open pages at once must still be able to sign in.
  // An EventSource sees no status: it is told in its own words, and does not come again.
  if (!session) return counted(async () => new Response('event: ended\ndata: {}\n\n', { headers }));
  // Whoever carries it may look at nothing: the page is asked for anew, and leads to the second factor.
  if (session === 'moved') return new Response('event: rights\ndata: {}\n\n', { headers });
  return streamOf(session.id, request.signal) ?? tooMany();
}

function streamOf(sessionId: string, gone: AbortSignal): Response | null {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, {
    highWaterMark: 64,
  });
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  let leave = () => {};
  const close = () => {
    leave();
    writer.close().catch(() => undefined);
  };
  const send = (text: string) => {
    // Whoever does not read must not make this process keep it for them.
    if ((writer.desiredSize ?? 0) <= 0) return void writer.abort().catch(() => undefined);
    writer.write(encoder.encode(text)).catch(() => leave());
  };
  const opened = streams.open(sessionId, send, close);
  if (!opened) return null;
  leave = () => void opened.leave();
  writer.closed.catch(() => leave());
  gone.addEventListener('abort', close);
  send('retry: 2000\n\n');
  return new Response(readable, { headers });
}

function tooMany(): Response {
  const answer = plain(429, 'This session has as many open pages as it may. Close one.');
  answer.headers.set('retry-after', '30');
  return answer;
}
