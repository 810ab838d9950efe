import type { HeldRole, PastRole } from '#components/operators/roles-panel.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import type { OperatorPage } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { blockedWords } from './blocked.ts';
import { inForce } from './in-force.ts';
import { placeName, roleName } from './role-words.ts';

export function heldRoles(operator: OperatorPage, viewer: Viewer): HeldRole[] {
  const mayEver = viewer.can('assignment.end', 'Assignment');
  return operator.assignments
    .filter((held) => inForce(held, viewer.now))
    .map(({ id, role, environmentId, reason, source, fromAt, untilAt }) => {
      const isReached = operator.may.grant.some((grantable) => grantable === role);
      return {
        id,
        name: roleName(role),
        place: placeName(environmentId, viewer.environments),
        reason,
        source: source === 'mapped' ? 'mapped' : 'given',
        fromAt,
        untilAt,
        end: mayEver
          ? {
              href: `${paths.operator(operator.id)}/roles/${id}/end`,
              blocked: isReached ? null : blockedWords(viewer, operator.id, 'end'),
            }
          : null,
      };
    });
}

export function pastRoles(operator: OperatorPage, viewer: Viewer): PastRole[] {
  return operator.assignments.flatMap(({ id, role, environmentId, fromAt, untilAt, endedAt }) => {
    const overAt = endedAt ?? untilAt;
    if (!overAt || overAt > viewer.now) return [];
    return [
      { id, name: roleName(role), place: placeName(environmentId, viewer.environments), fromAt, overAt },
    ];
  });
}
