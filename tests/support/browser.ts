import { test as base } from '@playwright/test';
import { type Product, product } from './product.ts';

export { expect } from '@playwright/test';

/** Playwright's `test` with the running product: its addresses, and relative addresses meaning the console. */
export const test = base.extend<{ product: Product }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that a function needs from its pattern.
  product: async ({}, use) => use(product()),
  baseURL: async ({ product: { consoleUrl } }, use) => use(consoleUrl),
});
