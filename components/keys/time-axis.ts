const hour = 3_600_000;
const steps = [0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 72, 120, 168].map((hours) => hours * hour);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface Axis {
  /** Where an instant stands, in percent of the width, as SVG takes it. */
  at(instant: number): string;
  /** From one instant to another, in percent. */
  width(from: number, to: number): string;
  ticks: { at: number; word: string }[];
}

/** The time of a rotation: half an overlap before it began, a quarter after it ends. */
export function rotationAxis(startedAt: number, endsAt: number): Axis {
  const span = Math.max(endsAt - startedAt, hour / 4);
  const from = startedAt - span / 2;
  const to = endsAt + span / 4;
  const share = (instant: number) => Math.min(1, Math.max(0, (instant - from) / (to - from)));
  const percent = (value: number) => `${(value * 100).toFixed(2)}%`;
  const step = steps.find((candidate) => (to - from) / candidate <= 10) ?? 30 * 24 * hour;
  const first = Math.ceil(from / step) * step;
  const ticks = Array.from(
    { length: Math.floor((to - first) / step) + 1 },
    (_, index) => first + index * step,
  );
  return {
    at: (instant) => percent(share(instant)),
    width: (a, b) => percent(Math.max(0, share(b) - share(a))),
    ticks: ticks.map((at) => ({ at, word: step >= 24 * hour ? dayWord(at) : clockWord(at) })),
  };
}

/** 26 Nov, in UTC. */
export function dayWord(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** 26 Nov 2026, in UTC. */
export function yearWord(at: Date): string {
  return `${dayWord(at.getTime())} ${at.getUTCFullYear()}`;
}

/** 17:00, in UTC; at midnight the day, so that the eye finds it. */
function clockWord(at: number): string {
  const clock = new Date(at).toISOString().slice(11, 16);
  return clock === '00:00' ? dayWord(at) : clock;
}

/** 26 Nov 17:00, in UTC. */
export function minuteWord(at: number): string {
  return `${dayWord(at)} ${new Date(at).toISOString().slice(11, 16)}`;
}
