import type { ScopeGroup } from '#components/service-accounts/scope-choice.tsx';
import { permissionNamed } from '#lib/access/catalogue.ts';
import { nouns } from '#lib/access/gains.ts';
import { scopeNamed, serviceScopes } from '#lib/access/service.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { scopesToGive } from '#lib/service-accounts/queries.ts';

/** What a service account can be given, in words, and which of it this viewer may give in this environment. */
export async function scopeGroups(viewer: Viewer, environmentId = viewer.environment): Promise<ScopeGroup[]> {
  const mayGive = await scopesToGive({ ...viewer.reader, environment: environmentId }, serviceScopes);
  return grouped(serviceScopes).map(({ subject, scopes }) => ({
    subject,
    scopes: scopes.map((scope) => ({ ...scope, mayGive: mayGive.includes(scope.value) })),
  }));
}

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
