import type { TestProject } from 'vitest/node';
import { type Cluster, startCluster } from './cluster.ts';

/** Starts the one Postgres of this run, and ends it. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...cluster } = await startCluster();
  project.provide('cluster', cluster);
  return stop;
}

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: Cluster;
  }
}
