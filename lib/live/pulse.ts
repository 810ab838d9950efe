/** Tells this process that something may have changed: at once by LISTEN, and at every beat under it. */
import pg from 'pg';
import { env } from '../env.ts';
import { log } from '../log.ts';

/** Postgres announces each event of the trail here, by its number alone. */
const channel = 'gatehouse_audit';
/** Within the second in which an ended session must have lost its streams, also when nobody announces anything. */
const beatMilliseconds = 600;
const longestPauseMilliseconds = 5_000;

export interface Pulse {
  stop(): Promise<void>;
}

/** Runs `look` at once, at each announcement and at each beat; never twice at a time, and never misses an announcement. */
export function startPulse(look: () => Promise<void>): Pulse {
  let isStopped = false;
  let isWoken = false;
  let ring = () => {};
  const wake = () => {
    isWoken = true;
    ring();
  };
  const listening = listen(wake);
  const running = (async () => {
    while (!isStopped) {
      isWoken = false;
      await look();
      if (isStopped || isWoken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, beatMilliseconds);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    async stop() {
      isStopped = true;
      ring();
      await Promise.all([listening.stop(), running]);
    },
  };
}

/** One connection that listens, made anew with growing pauses when it breaks: without it the beat alone goes on. */
function listen(wake: () => void): { stop(): Promise<void> } {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let failures = 0;
  const connect = async () => {
    const own = new pg.Client({
      connectionString: env().databaseUrl,
      application_name: 'gatehouse console listen',
      keepAlive: true,
      connectionTimeoutMillis: 3_000,
    });
    client = own;
    let isLost = false;
    const lose = () => {
      if (isLost) return;
      isLost = true;
      own.end().catch(() => undefined);
      if (isStopped) return;
      if (failures++ === 0) log('live').warn('nothing announces changes to open pages; looking at each beat');
      timer = setTimeout(connect, Math.min(longestPauseMilliseconds, 200 * 2 ** failures));
    };
    own.on('error', lose);
    own.on('end', lose);
    own.on('notification', wake);
    try {
      await own.connect();
      await own.query(`LISTEN ${channel}`);
      failures = 0;
      // Whatever happened while nobody listened.
      wake();
    } catch {
      lose();
    }
  };
  void connect();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
