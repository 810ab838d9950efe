import { sweepLedger } from '#lib/db/ledger.ts';

/** Removes spent requests, used assertions past their time, counted windows and old form nonces. */
export function sweep(now: Date): Promise<number> {
  return sweepLedger(now);
}
