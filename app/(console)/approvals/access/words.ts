import type { RequestLine } from '#components/role-requests/request-rows.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import type { RoleRequestPage } from '#lib/role-requests/queries.ts';
import { spanWords } from '#lib/role-requests/rules.ts';
import { placeName } from '../../operators/role-words.ts';

/** "Security officer in Production for 4 hours", "Into Night watch: Administrator in every environment" */
export function wishOf(
  {
    roleName,
    environmentId,
    minutes,
    group,
  }: Pick<RoleRequestPage, 'roleName' | 'environmentId' | 'minutes' | 'group'>,
  environments: { id: string; name: string }[],
): string {
  if (group) {
    const holds = group.holds.map(
      (one) => `${one.roleName} in ${placeName(one.environmentId, environments)}`,
    );
    return `Into ${group.name}: ${holds.join(', ') || 'no role any more'}`;
  }
  const span = minutes ? ` for ${spanWords(minutes)}` : '';
  return `${roleName} in ${placeName(environmentId, environments)}${span}`;
}

export function lineOf(request: RoleRequestPage, viewer: Viewer): RequestLine {
  const { id, operator, reason, state, source, requestedAt, expiresAt, decidedAt } = request;
  return {
    id,
    reason,
    state,
    source,
    requestedAt,
    expiresAt,
    decidedAt,
    who: operator.id === viewer.operatorId ? 'You' : operator.name,
    wish: wishOf(request, viewer.environments),
    isTheirs: request.may.decide,
  };
}
