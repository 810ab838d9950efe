import type { Reason } from '#lib/check/checks.ts';

/**
 * What the gate counts while it answers: plain numbers, read by metrics.ts when somebody asks. A labelled
 * counter per call would cost more than the decision.
 */
export interface Tally {
  allowed: number;
  denied: Partial<Record<Reason, number>>;
  observed: number;
  unavailable: number;
  badRequests: number;
  droppedDecisions: number;
  droppedCounters: number;
  writeFailures: number;
}

export function makeTally(): Tally {
  return {
    allowed: 0,
    denied: {},
    observed: 0,
    unavailable: 0,
    badRequests: 0,
    droppedDecisions: 0,
    droppedCounters: 0,
    writeFailures: 0,
  };
}
