import type { ScopeGroup } from '#components/service-accounts/scope-choice.tsx';
import { serviceScopes } from '#lib/access/service.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { scopesToGive } from '#lib/service-accounts/queries.ts';
import { grouped } from '#lib/service-accounts/rules.ts';

/** What a service account can be given, in words, and which of it this viewer may give in this environment. */
export async function scopeGroups(viewer: Viewer, environmentId = viewer.environment): Promise<ScopeGroup[]> {
  const mayGive = await scopesToGive({ ...viewer.reader, environment: environmentId }, serviceScopes);
  return grouped(serviceScopes).map(({ subject, scopes }) => ({
    subject,
    scopes: scopes.map((scope) => ({ ...scope, mayGive: mayGive.includes(scope.value) })),
  }));
}
