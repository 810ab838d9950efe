/** Promise: a second factor is proven by what the connection names, exactly, or it is not proven (sign-in.md rule 9). */
import type { SignInConnection } from '../connections/queries.ts';
import type { AssertionFacts } from './assertion.ts';

/** An attribute that proves a second factor by one of these values. */
interface MfaAttribute {
  name: string;
  values: string[];
}

type Counted = Pick<SignInConnection, 'mfaContexts' | 'mfaAttributes'>;
type Said = Pick<AssertionFacts, 'authnContext' | 'attributes'>;

/**
 * What in this assertion proves a second factor, as it goes into the session and the trail; null when nothing does.
 * Compared character by character: "MFA", "mfa " and "mfa-optional" are three other statements than "mfa", and what
 * an IdP may mean by them is not ours to guess.
 */
export function evidenceOf(connection: Counted, { authnContext, attributes }: Said): string | null {
  if (connection.mfaContexts.includes(authnContext)) return authnContext;
  for (const { name, values } of attributesOf(connection.mfaAttributes)) {
    const said = attributes.get(name) ?? [];
    const value = values.find((counted) => said.includes(counted));
    // What a session keeps of it is as long as this; the attribute's name comes first.
    if (value !== undefined) return `attribute ${name} = ${value}`.slice(0, 512);
  }
  return null;
}

// The column is JSON: what has another form than a settings page stores proves nothing.
function attributesOf(stored: unknown): MfaAttribute[] {
  return Array.isArray(stored) ? stored.filter(isMfaAttribute) : [];
}

function isMfaAttribute(row: unknown): row is MfaAttribute {
  const { name, values } = (row ?? {}) as Partial<MfaAttribute>;
  if (typeof name !== 'string' || name === '' || !Array.isArray(values)) return false;
  return values.every((value) => typeof value === 'string' && value !== '');
}
