import pg from 'pg';
import type { Logger } from './logger.ts';

/** Postgres announces each new epoch on this channel. */
const channel = 'gatehouse_epoch';

export interface Listening {
  isUp(): boolean;
  stop(): Promise<void>;
}

/**
 * Keeps one connection that listens, and calls `onEpoch` at each announcement and after each reconnect, since
 * one may have been missed. It only makes things fast: source.ts polls under it.
 */
export function listen(connectionString: string, onEpoch: () => void, log: Logger): Listening {
  let client: pg.Client | null = null;
  let isUp = false;
  let isStopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const retry = () => {
    isUp = false;
    if (isStopped) return;
    const wait = Math.min(5000, 100 * 2 ** failures++) * (0.75 + Math.random() / 2);
    clearTimeout(timer);
    timer = setTimeout(connect, wait);
  };
  const connect = async () => {
    const own = new pg.Client({
      connectionString,
      application_name: 'gatehouse gate listen',
      keepAlive: true,
      connectionTimeoutMillis: 3000,
    });
    client = own;
    let isLost = false;
    const lose = (error?: Error) => {
      if (isLost) return;
      isLost = true;
      if (isUp)
        log.warn({ cause: error?.message }, 'lost the connection that listens for epochs; polling goes on');
      own.end().catch(() => {});
      retry();
    };
    own.on('error', lose);
    own.on('end', () => lose());
    own.on('notification', onEpoch);
    try {
      await own.connect();
      await own.query(`LISTEN ${channel}`);
      isUp = true;
      failures = 0;
      onEpoch();
    } catch (error) {
      lose(error as Error);
    }
  };
  connect();
  return {
    isUp: () => isUp,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
