import { formatCount } from '#components/ui/format.ts';

/** What happens to the sessions that are open now. */
export function sessionsEnd(open: number): string {
  if (open === 0) return 'No session through it is open now.';
  return open === 1
    ? '1 open session ends with its next request.'
    : `${formatCount(open)} open sessions end with their next request.`;
}
