import { sweepLedger } from '#lib/db/ledger.ts';

/** Removes spent requests, used assertions past their time, counted windows, old form nonces and what gates have long read. */
export function sweep(now: Date): Promise<number> {
  return sweepLedger(now);
}
