/** Promise: a test shows whom a message names and what its attributes would give; it adds and changes nobody. */
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { readPerson, rolesOfGroups } from '../connections/mapping-rules.ts';
import { storedMapping } from '../connections/mapping-schema.ts';
import type { RoleNames } from '../connections/mapping-words.ts';
import type { SignInConnection } from '../connections/queries.ts';
import { db } from '../db/client.ts';
import { canonicalNameId } from '../operators/schema.ts';
import type { AssertionFacts } from './assertion.ts';
import { shown } from './observed.ts';
import { recognise } from './person.ts';
import { RuleBroken } from './rules.ts';
import type { Seen } from './test-checks.ts';

const mostRows = 60;

export async function personSeen(
  connection: SignInConnection,
  facts: AssertionFacts,
): Promise<{ operator: Seen; rows: { label: string; value: string }[] }> {
  return {
    operator: await operatorSeen(connection, facts),
    rows: [...mapped(connection, facts, await definitions(db())), ...received(facts)].slice(0, mostRows),
  };
}

/** What a real sign-in would make of whom it names: the same look, by which nothing is changed yet. */
async function operatorSeen(connection: SignInConnection, facts: AssertionFacts): Promise<Seen> {
  const known = await db().operator.findUnique({
    where: {
      connectionId_nameId: { connectionId: connection.id, nameId: canonicalNameId(facts.nameId) },
    },
    select: { name: true, state: true },
  });
  const value = known ? `${known.name}, ${known.state}` : 'Nobody has this name yet';
  try {
    const recognised = await recognise(connection, facts);
    return { value: recognised.kind === 'known' ? value : `${value}; ${comesIn[recognised.kind]}` };
  } catch (error) {
    if (!(error instanceof RuleBroken)) throw error;
    // Before the last step of a set-up there is nobody whom it could name; that step asks for the owner's own name.
    const isSetUp = known !== null || (await db().operator.findFirst({ select: { id: true } })) !== null;
    return isSetUp || error.rule !== 'operator' ? { value, refused: error.rule } : { value };
  }
}

const comesIn = {
  linkable: 'they are linked by their e-mail address',
  new: 'they are let in as somebody new',
};

function mapped(
  { mapping: stored, roleCeiling, provisioning }: SignInConnection,
  facts: AssertionFacts,
  known: RoleNames,
) {
  const mapping = storedMapping(stored);
  const { email, name, groups } = readPerson(mapping, facts.attributes, facts.nameId);
  const roles = provisioning === 'mapped' ? rolesOfGroups(mapping.roles, roleCeiling, groups) : [];
  return [
    { label: 'E-mail would be', value: email ?? 'none' },
    ...(name ? [{ label: 'Name would be', value: name }] : []),
    ...(roles.length > 0
      ? [
          {
            label: 'Roles would be',
            value: roles
              .map(
                (r) => `${definitionNameOf(known, r.role)}${r.environmentId ? ` in ${r.environmentId}` : ''}`,
              )
              .join(', '),
          },
        ]
      : []),
  ];
}

function received({ attributes }: AssertionFacts) {
  return [...attributes].map(([name, values]) => ({
    label: shown(name) || '(no name)',
    value: shown(values.join(', ')) || '(empty)',
  }));
}
