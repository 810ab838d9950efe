import { permissionNamed } from '../access/catalogue.ts';
import { nouns } from '../access/gains.ts';
import { scopeNamed, serviceScopes } from '../access/service.ts';

/** Scopes in words, by what they are about. */
export function grouped(scopes: readonly string[]) {
  const groups = new Map<string, { value: string; label: string }[]>();
  // In the order of the form, whatever order they were stored in.
  for (const value of serviceScopes.filter((scope) => scopes.includes(scope))) {
    const named = scopeNamed(value);
    if (!named) continue;
    const subject = nouns[named.on] ?? named.on;
    const label = permissionNamed(named.action, named.on)?.label ?? named.action;
    groups.set(subject, [...(groups.get(subject) ?? []), { value, label }]);
  }
  return [...groups].map(([subject, held]) => ({ subject, scopes: held }));
}

/** "Keys: see, rotate; Audit trail: see" */
export const scopesInWords = (scopes: readonly string[]): string =>
  grouped(scopes)
    .map((group) => `${group.subject}: ${group.scopes.map(({ label }) => label.toLowerCase()).join(', ')}`)
    .join('; ');
