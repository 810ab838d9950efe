/** A mapping as lines: for the trail, and for what an edit would change. */
import { systemNameOf } from '../access/roles.ts';
import type { GroupRule, Mapping } from './mapping-rules.ts';

const attributeWords: [field: 'email' | 'name' | 'givenName' | 'familyName' | 'groups', word: string][] = [
  ['email', 'e-mail address'],
  ['name', 'name'],
  ['givenName', 'given name'],
  ['familyName', 'family name'],
  ['groups', 'groups'],
];

export function linesOfMapping(mapping: Mapping): { attributes: string[]; groupRoles: string[] } {
  return {
    attributes: attributeWords.flatMap(([field, word]) => {
      const name = mapping[field];
      return name === null ? [] : [`${word}: ${name}`];
    }),
    groupRoles: mapping.roles.map(lineOfRule),
  };
}

function lineOfRule({ value, role, environmentId }: Omit<GroupRule, 'author'>): string {
  return `${value} → ${systemNameOf(role)}${environmentId ? ` in ${environmentId}` : ' in every environment'}`;
}
