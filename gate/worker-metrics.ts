import type { Worker } from 'node:cluster';
import { AggregatorRegistry, type MetricObject, type Registry } from 'prom-client';

interface Question {
  gatehouseMetrics: 'asked';
}

interface Answer {
  gatehouseMetrics: object[];
}

const patienceMilliseconds = 1000;

/** In a worker: answers the first process when it asks for metrics. */
export function answerMetrics(registry: Registry): void {
  process.on('message', async (message: Question) => {
    if (message?.gatehouseMetrics !== 'asked') return;
    const gatehouseMetrics = await registry.getMetricsAsJSON();
    if (process.connected) process.send?.({ gatehouseMetrics } satisfies Answer);
  });
}

/**
 * In the first process: the metrics of all workers as one text. A worker that is busy or just dying is left
 * out after a second; prom-client's own way waits five for it and then has nothing to show.
 */
export async function gatherMetrics(workers: Iterable<Worker>): Promise<string> {
  const answers = await Promise.all([...workers].map(ask));
  const known = answers.filter((answer) => answer !== null);
  return AggregatorRegistry.aggregate(known as unknown as MetricObject[]).metrics();
}

function ask(worker: Worker): Promise<object[] | null> {
  return new Promise((resolve) => {
    const finish = (answer: object[] | null) => {
      clearTimeout(timer);
      worker.off('message', listener);
      resolve(answer);
    };
    const listener = (message: Answer) => {
      if (Array.isArray(message?.gatehouseMetrics)) finish(message.gatehouseMetrics);
    };
    const timer = setTimeout(finish, patienceMilliseconds, null);
    worker.on('message', listener);
    if (!worker.isConnected()) finish(null);
    else worker.send({ gatehouseMetrics: 'asked' } satisfies Question, (error) => error && finish(null));
  });
}
