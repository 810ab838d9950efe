/** Promise: what the house believes of a person beyond their NameID comes from signed octets, read as the connection's mapping says. */
import { type MappedPerson, readPerson } from '../connections/mapping-rules.ts';
import { storedMapping } from '../connections/mapping-schema.ts';
import type { SignInConnection } from '../connections/queries.ts';
import { canonicalNameId } from '../operators/schema.ts';
import type { AssertionFacts } from './assertion.ts';

/** `facts` are those of `readAssertion`, which sees the signed octets alone. */
export function personIn(
  connection: Pick<SignInConnection, 'mapping'>,
  facts: Pick<AssertionFacts, 'attributes' | 'nameId'>,
): MappedPerson {
  return readPerson(storedMapping(connection.mapping), facts.attributes, canonicalNameId(facts.nameId));
}
