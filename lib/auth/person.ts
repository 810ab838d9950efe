/** Promise: an operator is (connection, NameID), and a name that nobody bears opens nothing unless the connection lets new people in (sign-in.md rule 13). */
import { otherOwnerOf } from '../connections/mapping-effects.ts';
import { canonicalEmail, domainOf, type MappedPerson, speaksFor } from '../connections/mapping-rules.ts';
import type { SignInConnection } from '../connections/queries.ts';
import { db } from '../db/client.ts';
import { standing } from '../operators/rules.ts';
import { canonicalNameId } from '../operators/schema.ts';
import type { AssertionFacts } from './assertion.ts';
import { personIn } from './attributes.ts';
import { demand } from './rules.ts';

/** Who an accepted response speaks of. Nothing is changed yet: whoever proves no second factor leaves no trace. */
export type Recognised =
  | { kind: 'known'; id: string }
  /** Added by their e-mail address, and not seen yet. */
  | { kind: 'linkable'; id: string; email: string }
  | { kind: 'new'; email: string };

const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

/** Throws `RuleBroken`. */
export async function recognise(connection: SignInConnection, facts: AssertionFacts): Promise<Recognised> {
  const operator = await bearerOf(connection, facts);
  // Unknown and disabled are one answer: which names exist is nobody's business outside.
  demand(operator === null || operator.state === 'active', 'operator');
  if (operator) return { kind: 'known', id: operator.id };
  const { linksByEmail, provisioning } = connection;
  demand(linksByEmail || provisioning !== 'off', 'operator');
  // A control character would turn or hide what stands beside it, on screens and in the trail.
  demand(/^[^\p{C}]+$/u.test(facts.nameId), 'subject');
  // Such a name would make a new operator with every sign-in, each with what the one before was given.
  demand(facts.nameIdFormat !== transient, 'name-transient');
  const email = await ownEmailOf(connection, facts, personIn(connection, facts));
  const bearer = await bearerOfEmail(connection, email);
  if (bearer?.waits) return { kind: 'linkable', id: bearer.id, email };
  // Whoever can write their own e-mail attribute at the IdP would else stand beside its bearer under one address.
  demand(bearer === null, 'email-taken');
  demand(provisioning !== 'off', 'operator');
  return { kind: 'new', email };
}

/** The operator of that name, or `RuleBroken`: for what never makes anybody. */
export async function operatorOf(connection: SignInConnection, facts: AssertionFacts): Promise<string> {
  const operator = await bearerOf(connection, facts);
  demand(operator?.state === 'active', 'operator');
  return operator.id;
}

function bearerOf(connection: SignInConnection, facts: AssertionFacts) {
  return db().operator.findUnique({
    where: {
      connectionId_nameId: { connectionId: connection.id, nameId: canonicalNameId(facts.nameId) },
    },
    select: { id: true, state: true },
  });
}

/** The one e-mail address that was asserted, of a domain that this connection may speak for. */
async function ownEmailOf(
  connection: SignInConnection,
  facts: AssertionFacts,
  { email, emailFault }: MappedPerson,
): Promise<string> {
  // Which of several counts would be a guess, and a guess can be steered by whoever adds one.
  demand(emailFault !== 'several', 'email-several');
  demand(email !== null, 'email-absent');
  const nameAsEmail = canonicalEmail(facts.nameId);
  const domains = [email, nameAsEmail].filter((one) => one !== null).map(domainOf);
  demand((await otherOwnerOf(db(), connection.id, domains)) === null, 'email-foreign');
  demand(speaksFor(connection, email), 'email-outside');
  return email;
}

/** Who of this connection has the address; `waits` where it may bring them their name. */
async function bearerOfEmail(
  { id: connectionId, linksByEmail, emailDomains }: SignInConnection,
  email: string,
) {
  const operator = await db().operator.findFirst({
    where: { connectionId, OR: [{ nameId: email }, { email }], ...standing },
    select: {
      id: true,
      nameId: true,
      state: true,
      linkedAt: true,
      sessions: { select: { id: true }, take: 1 },
    },
  });
  if (!operator) return null;
  const { id, nameId, state, linkedAt, sessions } = operator;
  const isNew = linkedAt === null && sessions.length === 0 && state === 'active';
  const isOurs = linksByEmail && emailDomains.includes(domainOf(email));
  return { id, waits: isNew && isOurs && nameId === email };
}
