import { formatCount } from '#components/ui/format.ts';
import type { callsToday } from '#lib/overview/calls.ts';

export type Calls = Awaited<ReturnType<typeof callsToday>>;
type Slot = Calls['slots'][number];

/** Slots that have begun; what lies in the future stays empty. */
export function begun(calls: Calls): Slot[] {
  return calls.slots.slice(0, calls.nowSlot + 1);
}

/** More than four times the day's middle, and more than a handful: a spike that must read without colour. */
export function unusualFrom(slots: Slot[]): number {
  const denied = slots
    .map((slot) => slot.denied)
    .filter((count) => count > 0)
    .sort((a, b) => a - b);
  const middle = denied[Math.floor(denied.length / 2)] ?? 0;
  return Math.max(20, middle * 4);
}

/** 17:45, in UTC like every time of the console. */
export function clock(at: Date): string {
  return at.toISOString().slice(11, 16);
}

/** The chart in one sentence, for those who hear the page. */
export function sayCalls(calls: Calls): string {
  const slots = begun(calls);
  if (calls.allowed + calls.denied === 0) return 'Calls per 15 minutes today. None yet.';
  const peak = slots.reduce((best, slot) => (slot.allowed > best.allowed ? slot : best));
  const worst = slots.reduce((best, slot) => (slot.denied > best.denied ? slot : best));
  const allowed = `Allowed at most ${formatCount(peak.allowed)}, at ${clock(peak.at)}.`;
  const denied =
    worst.denied === 0
      ? 'None denied.'
      : `Denied at most ${formatCount(worst.denied)}, at ${clock(worst.at)}.`;
  return `Calls per 15 minutes today. ${allowed} ${denied}`;
}

/** Share of all calls, "0.33 %"; null when there were none. */
export function deniedShare({ allowed, denied }: Calls): string | null {
  if (allowed + denied === 0) return null;
  const share = (denied / (allowed + denied)) * 100;
  return `${share.toFixed(share >= 10 || share === 0 ? 0 : 2)}\u00a0%`;
}
