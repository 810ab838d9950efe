import { paths } from '#lib/paths.ts';

export interface Followers {
  changed(): void;
  /** What this person may do has changed. */
  rights(): void;
  ended(): void;
}

type Word = keyof Followers;
const name = 'gatehouse-live';
/** Of a stream that was refused outright: an EventSource does not come again by itself then. */
const againMilliseconds = 30_000;

/**
 * Follows the session's one stream. A browser opens few connections to a host, and a stream holds one for good: so one
 * tab holds it, by a lock of the browser, and tells the others. `shown`: the numbers as the page was made with them, so
 * that a change before the stream stood is not missed.
 */
export function follow(shown: string, followers: Followers): () => void {
  const others = new BroadcastChannel(name);
  const leaving = new AbortController();
  others.onmessage = ({ data }: MessageEvent<Word>) => {
    followers[data]?.();
    // Nobody else needs to ask for what has ended.
    if (data === 'ended') leaving.abort();
  };
  const say = (word: Word) => {
    if (leaving.signal.aborted) return;
    followers[word]();
    others.postMessage(word);
  };
  // Without the lock (an old browser) each tab has a stream of its own.
  if (navigator.locks)
    navigator.locks
      .request(name, { signal: leaving.signal }, () => hold(shown, say, leaving.signal))
      .catch(() => undefined);
  else void hold(shown, say, leaving.signal);
  return () => {
    leaving.abort();
    others.close();
  };
}

/** Holds the stream until this page goes, or the session has ended. */
function hold(shown: string, say: (word: Word) => void, leaving: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = shown;
  const end = () => {
    clearTimeout(timer);
    source?.close();
    resolve();
  };
  const open = () => {
    source = new EventSource(paths.live);
    source.addEventListener('state', ({ data }: MessageEvent<string>) => {
      if (data !== last) say('changed');
      last = data;
    });
    source.addEventListener('rights', () => say('rights'));
    source.addEventListener('ended', () => {
      say('ended');
      end();
    });
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, againMilliseconds);
    };
  };
  leaving.addEventListener('abort', end);
  open();
  return promise;
}
