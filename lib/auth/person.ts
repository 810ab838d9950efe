/** Promise: an operator is (connection, NameID), and a name that nobody bears opens nothing (sign-in.md rule 13). */
import type { SignInConnection } from '../connections/queries.ts';
import { db } from '../db/client.ts';
import { canonicalNameId } from '../operators/schema.ts';
import type { AssertionFacts } from './assertion.ts';
import { demand } from './rules.ts';

// Unknown and disabled are one answer: which names exist is nobody's business outside.
export async function operatorOf(connection: SignInConnection, facts: AssertionFacts): Promise<string> {
  const operator = await db().operator.findUnique({
    where: {
      connectionId_nameId: { connectionId: connection.id, nameId: canonicalNameId(facts.nameId) },
    },
    select: { id: true, state: true },
  });
  demand(operator?.state === 'active', 'operator');
  return operator.id;
}
