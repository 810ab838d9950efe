/** Promise: who is let in, and with which mapped roles, is settled before the session begins, each change by a command. */
import { type Origin, recordEvent } from '../audit/record.ts';
import { otherOwnerOf } from '../connections/mapping-effects.ts';
import { domainOf, type MappedPerson, speaksFor } from '../connections/mapping-rules.ts';
import { storedMapping } from '../connections/mapping-schema.ts';
import type { SignInConnection } from '../connections/queries.ts';
import { db, transaction } from '../db/client.ts';
import { execute, type Outcome } from '../execute.ts';
import { isNothing, mappedChanges } from '../operators/mapped.ts';
import { linkOperator, provisionOperator, refreshOperator, syncRoles } from '../operators/provisioning.ts';
import { standing } from '../operators/rules.ts';
import { canonicalNameId } from '../operators/schema.ts';
import type { AssertionFacts } from './assertion.ts';
import { personIn } from './attributes.ts';
import { signInActor } from './entrance.ts';
import { operatorOf, type Recognised } from './person.ts';
import { demand, type Rule, rules } from './rules.ts';

interface Arrival {
  connection: SignInConnection;
  facts: AssertionFacts;
  person: MappedPerson;
  origin: Origin;
  now: Date;
}

/** Links, makes or brings up to date, and returns the operator. Throws `RuleBroken`. */
export async function admit(
  connection: SignInConnection,
  facts: AssertionFacts,
  recognised: Recognised,
  { origin, now }: { origin: Origin; now: Date },
): Promise<string> {
  const arrival = { connection, facts, person: personIn(connection, facts), origin, now };
  if (recognised.kind === 'new') return provision(arrival, recognised.email);
  if (recognised.kind === 'linkable') await link(arrival, recognised);
  await refresh(arrival, recognised.id);
  await bringRoles(arrival, recognised.id);
  return recognised.id;
}

async function provision({ connection, facts, person, origin, now }: Arrival, email: string) {
  const nameId = canonicalNameId(facts.nameId);
  const { name, groups } = person;
  const input = { connectionId: connection.id, nameId, email, name, groups };
  const outcome = await execute(provisionOperator, signInActor, input, { origin, now });
  if (outcome.kind === 'done') return outcome.result.id;
  // Made by another sign-in of theirs in the meantime: they are known now, or, if disabled since, nobody.
  demand(outcome.kind === 'refused' && outcome.code === 'already_done', 'mapping');
  return operatorOf(connection, facts);
}

async function link({ facts, origin, now }: Arrival, { id, email }: { id: string; email: string }) {
  const input = { id, nameId: canonicalNameId(facts.nameId), email };
  const outcome = await execute(linkOperator, signInActor, input, { origin, now });
  demand(outcome.kind === 'done', 'email-taken');
}

/** A new e-mail address that is not theirs to bear is left alone, and the trail says why; they sign in all the same. */
async function refresh({ connection, person, origin, now }: Arrival, id: string): Promise<void> {
  const operator = await db().operator.findUniqueOrThrow({
    where: { id },
    select: { name: true, email: true },
  });
  // Without a mapping of their own neither is refreshed: a NameID is a name, not news of an address.
  const isRead = storedMapping(connection.mapping).email !== null;
  const said = isRead && person.email !== operator.email ? person.email : null;
  const objection = said && (await objectionTo(connection, said, id));
  if (objection) await note(objection, { id, name: operator.name }, origin);
  const email = objection ? null : said;
  const name = person.name === operator.name ? null : person.name;
  if (email === null && name === null) return;
  await execute(refreshOperator, signInActor, { id, email, name }, { origin, now });
}

async function objectionTo(connection: SignInConnection, email: string, id: string): Promise<Rule | null> {
  if (await otherOwnerOf(db(), connection.id, [domainOf(email)])) return 'email-foreign';
  if (!speaksFor(connection, email)) return 'email-outside';
  const other = await db().operator.findFirst({
    where: { connectionId: connection.id, OR: [{ email }, { nameId: email }], id: { not: id }, ...standing },
    select: { id: true },
  });
  return other && 'email-taken';
}

/** A role whose group is gone must be gone before the session begins: what cannot be settled is refused. */
async function bringRoles({ connection, person, origin, now }: Arrival, id: string): Promise<void> {
  const { provisioning, roleCeiling } = connection;
  const settings = { provisioning, roleCeiling, mapping: storedMapping(connection.mapping) };
  if (isNothing(await mappedChanges(db(), id, settings, person.groups, now))) return;
  const input = { id, groups: person.groups };
  const outcome: Outcome<object> = await execute(syncRoles, signInActor, input, { origin, now });
  demand(
    outcome.kind === 'done' || (outcome.kind === 'refused' && outcome.code === 'already_done'),
    'mapping',
  );
}

async function note(rule: Rule, operator: { id: string; name: string }, origin: Origin): Promise<void> {
  const { kind, id, name } = signInActor;
  await transaction((tx) =>
    recordEvent(tx, {
      action: refreshOperator.name,
      outcome: 'refused',
      code: rule,
      sensitivity: 'routine',
      actor: { kind, id, name },
      origin,
      subjectType: 'Operator',
      subjectId: operator.id,
      subjectLabel: operator.name,
      summary: `${operator.name}: ${rules[rule]} It was not taken.`,
    }),
  );
}
