import { startProduct } from './product.ts';

/** Playwright's global setup: one product for all journeys; what it returns ends it. */
export default function setup(): Promise<() => Promise<void>> {
  return startProduct();
}
