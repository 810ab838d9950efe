import { type Allow, type Call, conclude, type Deny, decide } from '#lib/check/decide.ts';
import type { Recorder } from './recorder.ts';
import type { Source } from './source.ts';
import type { Tally } from './tally.ts';

export type Judged = Allow | (Deny & { reference: string });

/** Judges a call by the policy in force and records it; null when no policy is to be trusted. */
export type Judge = (call: Call) => Judged | null;

export function makeJudge(
  source: Pick<Source, 'current'>,
  recorder: Pick<Recorder, 'allowed' | 'refused'>,
  tally: Tally,
): Judge {
  return (call) => {
    const now = Date.now();
    const snapshot = source.current(now);
    if (snapshot === null) {
      tally.unavailable++;
      return null;
    }
    const decision = conclude(decide(snapshot, call, now), []);
    if (!decision.allow) return { ...decision, reference: recorder.refused(snapshot, call, now, decision) };
    recorder.allowed(call, now, decision);
    return decision;
  };
}
