/** Promise: an instant is read as SAML writes it, in UTC (core 1.3.3), or not at all. */

/** How far clocks may differ (sign-in.md rule 8). */
export const skewMs = 60_000;

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

export function instantOf(text: string | null): Date | null {
  if (text === null || !form.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** True when `at` lies in the future by more than clocks differ. */
export function isAhead(at: Date, now: Date): boolean {
  return at.getTime() > now.getTime() + skewMs;
}

/** True when `end`, an instant "not on or after", is reached even by a clock that is behind. */
export function isOver(end: Date, now: Date): boolean {
  return end.getTime() <= now.getTime() - skewMs;
}

/** True when `at` lies before `earliest` by more than clocks differ. */
export function isBefore(at: Date, earliest: Date): boolean {
  return at.getTime() < earliest.getTime() - skewMs;
}
