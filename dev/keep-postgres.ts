import { setTimeout as wait } from 'node:timers/promises';
import { type PostgresOptions, startPostgres } from './postgres.ts';
import { say } from './progress.ts';

export interface KeptPostgres {
  adminUrl: string;
  stop(): Promise<void>;
}

/** Keeps the embedded server running until `stop`: when it dies it recovers what was committed and goes on. */
export async function keepPostgres(options: PostgresOptions): Promise<KeptPostgres> {
  let stopping = false;
  let server = await startPostgres(options);
  const { adminUrl } = server;
  const running = keepUp();

  async function keepUp(): Promise<void> {
    for (let pauseSeconds = 0.25; ; pauseSeconds = Math.min(pauseSeconds * 2, 30)) {
      await server.gone;
      if (stopping) return;
      say('database: ended unexpectedly; starting it again');
      try {
        server = await startPostgres(options);
        pauseSeconds = 0.25;
      } catch (error) {
        say(`database: ${(error as Error).message} Trying again in ${pauseSeconds} s`);
        await wait(pauseSeconds * 1000);
      }
      if (stopping) await server.stop();
    }
  }

  return {
    adminUrl,
    async stop(): Promise<void> {
      stopping = true;
      await server.stop();
      await running;
    },
  };
}
