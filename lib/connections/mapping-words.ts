/** A mapping as lines: for the trail, and for what an edit would change. */
import { definitionNameOf } from '../access/definitions.ts';
import type { GroupRule, Mapping } from './mapping-rules.ts';

const attributeWords: [field: 'email' | 'name' | 'givenName' | 'familyName' | 'groups', word: string][] = [
  ['email', 'e-mail address'],
  ['name', 'name'],
  ['givenName', 'given name'],
  ['familyName', 'family name'],
  ['groups', 'groups'],
];

/** What roles are called; the system roles alone where none of this installation's own can stand. */
export type RoleNames = Parameters<typeof definitionNameOf>[0];

export function linesOfMapping(
  mapping: Mapping,
  known: RoleNames,
): { attributes: string[]; groupRoles: string[] } {
  return {
    attributes: attributeWords.flatMap(([field, word]) => {
      const name = mapping[field];
      return name === null ? [] : [`${word}: ${name}`];
    }),
    groupRoles: mapping.roles.map((rule) => lineOfRule(rule, known)),
  };
}

function lineOfRule({ value, role, environmentId }: Omit<GroupRule, 'author'>, known: RoleNames): string {
  return `${value} → ${definitionNameOf(known, role)}${environmentId ? ` in ${environmentId}` : ' in every environment'}`;
}
