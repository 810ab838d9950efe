/** Promise: a stream lives no longer than its session and its rights, and carries numbers alone. */
import { log } from '../log.ts';
import { type Pulse, startPulse } from './pulse.ts';

/** What a session's streams are told: numbers that its operator may see, by name. */
export interface Watched {
  /** Changes when what the operator may do has changed. */
  rights: string;
  told: Record<string, string>;
}

/** Of those sessions that are in force; one that is absent has ended. Never notes a session as seen. */
export type Look = (sessionIds: string[], now: Date) => Promise<Map<string, Watched>>;

interface Stream {
  sessionId: string;
  send(text: string): void;
  close(): void;
  rights: string | null;
  last: string;
}

/** A browser opens one for all its tabs; more than this of one session is somebody who fills the house. */
const mostPerSession = 6;
/** A proxy or a browser that hears nothing for long calls the connection dead. */
const quietMilliseconds = 15_000;
/** As long as the database may stay silent before nobody can say any more that a session is in force. */
const unknownMilliseconds = 2_000;

export interface Streams {
  /** Null when this session, or this process, has as many as it may. */
  open(sessionId: string, send: (text: string) => void, close: () => void): { leave(): void } | null;
  count(): number;
}

/** The open streams of this process. The pulse beats only while there is one. */
export function keepStreams(look: Look, mostOverall: number): Streams {
  const streams = new Set<Stream>();
  let pulse: Pulse | null = null;
  let confirmedAt = 0;
  let spokeAt = 0;

  const end = (stream: Stream, word: string) => {
    streams.delete(stream);
    stream.send(`event: ${word}\ndata: {}\n\n`);
    stream.close();
  };
  const beat = async () => {
    const watching = [...streams];
    const now = Date.now();
    try {
      const found = await look([...new Set(watching.map((stream) => stream.sessionId))], new Date());
      confirmedAt = now;
      for (const stream of watching) if (streams.has(stream)) tell(stream, found.get(stream.sessionId), end);
    } catch (error) {
      log('live').warn(
        { err: error instanceof Error ? error.message.split('\n').at(-1) : '' },
        'cannot look',
      );
      if (now - confirmedAt > unknownMilliseconds) for (const stream of [...streams]) end(stream, 'away');
    }
    if (now - spokeAt > quietMilliseconds) {
      spokeAt = now;
      for (const stream of streams) stream.send(': still here\n\n');
    }
    if (streams.size === 0) {
      const idle = pulse;
      pulse = null;
      // Not awaited: it waits for this very beat.
      void idle?.stop();
    }
  };
  return {
    count: () => streams.size,
    open(sessionId, send, close) {
      const own = [...streams].filter((stream) => stream.sessionId === sessionId).length;
      if (own >= mostPerSession || streams.size >= mostOverall) return null;
      const stream: Stream = { sessionId, send, close, rights: null, last: '' };
      streams.add(stream);
      if (!pulse) confirmedAt = Date.now();
      pulse ??= startPulse(beat);
      return { leave: () => streams.delete(stream) };
    },
  };
}

function tell(
  stream: Stream,
  watched: Watched | undefined,
  end: (stream: Stream, word: string) => void,
): void {
  if (!watched) {
    end(stream, 'ended');
    return;
  }
  stream.rights ??= watched.rights;
  // The page was made under other rights: it is told to ask anew, under a stream of its own.
  if (watched.rights !== stream.rights) {
    end(stream, 'rights');
    return;
  }
  const text = JSON.stringify(watched.told);
  if (text === stream.last) return;
  stream.last = text;
  stream.send(`event: state\ndata: ${text}\n\n`);
}
