/** Promise: a connection is entered only while it is enabled, and a development IdP only from this machine. */

import type { Actor } from '../access/actor.ts';
import type { Origin } from '../audit/record.ts';
import { connectionBySlug, type SignInConnection } from '../connections/queries.ts';
import { faultOf } from '../db/faults.ts';
import { env, isLoopbackOnly } from '../env.ts';
import { log } from '../log.ts';
import { currentRequest } from '../request.ts';
import { plain } from './addresses.ts';
import { demand, RuleBroken } from './rules.ts';

/** Starts and ends sessions by the word of an IdP. */
export const signInActor: Actor = { kind: 'system', id: 'sign-in', name: 'Sign-in' };

/** `isTested` may open a disabled one, for a test sign-in alone. Throws `RuleBroken` ('connection'). */
export async function openEntrance(
  slug: string,
  isTested?: (connection: SignInConnection) => Promise<boolean>,
): Promise<SignInConnection> {
  demand(/^[a-z][a-z0-9-]{0,30}$/.test(slug), 'connection');
  const connection = await connectionBySlug(slug);
  demand(connection !== null, 'connection');
  demand(connection.enabled || (await isTested?.(connection)) === true, 'connection');
  // Whoever reads the development IdP's page can sign in as anybody.
  demand(connection.kind !== 'dev' || isLoopbackOnly(env()), 'connection');
  return connection;
}

export function samlOrigin(): Origin {
  const { address, userAgent } = currentRequest();
  return { channel: 'saml', address, userAgent };
}

/**
 * Runs a SAML route. What a message's content causes becomes `refused`; a database that is away is said as such.
 * Anything else is our fault, and is refused as well: content from outside never causes a 5xx.
 */
export async function guarded(
  work: () => Promise<Response>,
  refused: (rule: RuleBroken) => Promise<Response>,
): Promise<Response> {
  try {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RuleBroken) return await refused(error);
      if (isAway(error)) throw error;
      log('sign-in').error({ err: briefOf(error) }, 'a message broke what judges it');
      return await refused(new RuleBroken('library', { cause: error }));
    }
  } catch (error) {
    log('sign-in').error({ err: briefOf(error) }, 'the database does not answer');
    return plain(503, 'The database does not answer, so nobody can sign in just now. Try again in a moment.');
  }
}

/** True for what a database that is away, or too busy, throws. */
export function isAway(error: unknown): boolean {
  return faultOf(error) !== 'other';
}

function briefOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split('\n').at(-1)?.slice(0, 200)}` : '';
}
