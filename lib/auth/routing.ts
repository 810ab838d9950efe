/** Promise: an e-mail address leads to the connection that speaks for its domain, and tells nothing about any person; trying domains is counted. */
import type { Entrance } from '../connections/queries.ts';
import { entranceFor } from '../connections/routing.ts';
import { env } from '../env.ts';
import { currentRequest } from '../request.ts';
import { countFrom } from './limit.ts';

export type Routed = { kind: 'found'; entrance: Entrance } | { kind: 'unknown' } | { kind: 'limited' };

export async function routeByEmail(typed: string, now = new Date()): Promise<Routed> {
  // Out of the budget of sign-ins: what leads to one counts like one.
  const tries = await countFrom('sign-in', currentRequest().address ?? 'unknown', now);
  if (tries > env().signInLimitPerMinute) return { kind: 'limited' };
  const entrance = await entranceFor(typed);
  return entrance ? { kind: 'found', entrance } : { kind: 'unknown' };
}
