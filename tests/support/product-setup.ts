import type { FullConfig } from '@playwright/test';
import { buildIfStale } from '#dev/build.ts';
import { startProduct } from './product.ts';

/** Playwright's global setup: a product for each project that asks for one; what it returns ends them. */
export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  const names = config.projects.filter(({ metadata }) => metadata.hasProduct).map(({ name }) => name);
  // Once for all of them: two builds in one checkout refuse each other.
  await buildIfStale();
  const started = await Promise.allSettled(names.map(startProduct));
  const stop = async () => {
    await Promise.all(started.map((one) => one.status === 'fulfilled' && one.value()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (!failed) return stop;
  await stop();
  throw failed.reason;
}
