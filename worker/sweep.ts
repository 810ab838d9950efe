import { sweepHistory, sweepLedger } from '#lib/db/sweep.ts';

/** Removes spent requests, used assertions past their time, counted windows, old form nonces, what gates have long read, and gates long gone. */
export function sweep(now: Date): Promise<number> {
  return sweepLedger(now);
}

/** Removes counted calls and refusals of long ago; every hour, since each look passes over all keys that are called no more. */
export function forgetCalls(now: Date): Promise<number> {
  return sweepHistory(now);
}
