import cluster, { type Worker } from 'node:cluster';
import { Registry } from 'prom-client';
import { makeAdminServer } from './admin.ts';
import { close, open } from './listening.ts';
import type { Logger } from './logger.ts';
import { gatherMetrics } from './worker-metrics.ts';

/** Exit code of a worker that cannot start for a reason that a restart does not mend. */
export const hopeless = 2;

export interface WorkersOptions {
  count: number;
  adminPort: number;
  log: Logger;
}

/** Runs `count` gate processes on one port, replaces those that die, and serves their metrics as one. Returns the exit code's promise. */
export async function superviseWorkers({
  count,
  adminPort,
  log,
}: WorkersOptions): Promise<{ stop(): void; ended: Promise<number> }> {
  const serving = new Set<Worker>();
  cluster.on('listening', (worker) => serving.add(worker));
  const admin = makeAdminServer({
    metrics: () => gatherMetrics(serving),
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    details: () => ({ workers: [...serving].map((worker) => ({ id: worker.id, pid: worker.process.pid })) }),
  });
  await open(admin, adminPort, '127.0.0.1', 'GATE_ADMIN_PORT');
  // Not cluster.workers: it still holds a worker whose exit is told before its channel is closed.
  const alive = new Set<Worker>();
  const start = () => void alive.add(cluster.fork());
  let isStopping = false;
  let code = 0;
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  const endOnceEmpty = () => {
    if (alive.size === 0) close(admin, 500).then(() => resolve(code));
  };
  const stop = () => {
    isStopping = true;
    for (const worker of alive) worker.process.kill('SIGTERM');
    endOnceEmpty();
  };
  cluster.on('exit', (worker: Worker, exitCode: number | null) => {
    serving.delete(worker);
    alive.delete(worker);
    if (exitCode === hopeless) {
      code = hopeless;
      stop();
    } else if (isStopping) endOnceEmpty();
    else {
      log.error({ worker: worker.id, exitCode }, 'a worker ended; starting another');
      setTimeout(() => isStopping || start(), 500);
    }
  });
  for (let i = 0; i < count; i++) start();
  return { stop, ended };
}
