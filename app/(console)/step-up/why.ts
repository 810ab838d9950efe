import { formatSpan } from '#components/ui/format.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { factorOf } from '../factor.ts';

/** Why this viewer is asked for their second factor now; null where the last one still counts. */
export function whyAsked(viewer: Viewer): string | null {
  const { ageSeconds, limitMinutes } = factorOf(viewer);
  if (ageSeconds === null)
    return 'This session came from another network or browser, so its second factor does not count here.';
  if (ageSeconds <= limitMinutes * 60) return null;
  return `Your last second factor is ${formatSpan(ageSeconds)} old. Sensitive changes ask for one under ${limitMinutes} min.`;
}
