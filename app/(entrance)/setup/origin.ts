import type { Origin } from '#lib/audit/record.ts';
import { currentRequest } from '#lib/request.ts';

/** Where the set-up is done from, for the trail. */
export function setupOrigin(): Origin {
  const { address, userAgent } = currentRequest();
  return { channel: 'console', address, userAgent };
}
