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
import type { Seen } from './test-checks.ts';

const mostRows = 60;

export async function personSeen(
  connection: SignInConnection,
  facts: AssertionFacts,
): Promise<{ operator: Seen; rows: { label: string; value: string }[] }> {
  const known = await db().operator.findUnique({
    where: {
      connectionId_nameId: { connectionId: connection.id, nameId: canonicalNameId(facts.nameId) },
    },
    select: { name: true, state: true },
  });
  return {
    operator: { value: known ? `${known.name}, ${known.state}` : 'Nobody has this name yet' },
    rows: [...mapped(connection, facts, await definitions(db())), ...received(facts)].slice(0, mostRows),
  };
}

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
