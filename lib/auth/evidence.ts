/** Promise: a second factor is proven by what the connection names, exactly, or it is not proven (sign-in.md rule 9). */
import type { SignInConnection } from '../connections/queries.ts';
import type { AssertionFacts } from './assertion.ts';

/** What in this assertion proves a second factor, as it goes into the session and the trail; null when nothing does. */
export function evidenceOf(connection: SignInConnection, facts: AssertionFacts): string | null {
  return connection.mfaContexts.includes(facts.authnContext) ? facts.authnContext : null;
}
