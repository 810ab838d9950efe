import type { HeldRole, PastRole } from '#components/operators/roles-panel.tsx';
import { previewEnd } from '#lib/assignments/difference.ts';
import type { Viewer } from '#lib/auth/current.ts';
import type { OperatorPage } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { blockedWords } from './blocked.ts';
import { stateOf } from './in-force.ts';
import { placeName } from './role-words.ts';

/** What they hold and what is to come, by themselves and through groups. */
export function heldRoles(operator: OperatorPage, viewer: Viewer): HeldRole[] {
  const verb = (command: 'end' | 'move_end', id: string, isReached: boolean) =>
    viewer.can(`assignment.${command}`, 'Assignment')
      ? {
          href: `${paths.operator(operator.id)}/roles/${id}/${command === 'end' ? 'end' : 'move'}`,
          blocked: isReached ? null : blockedWords(viewer, operator.id, 'end'),
        }
      : null;
  const own = operator.assignments.flatMap((held): HeldRole[] => {
    const state = stateOf(held, viewer.now);
    if (state === 'over') return [];
    const { id, role, roleName, environmentId, reason, source, fromAt, untilAt } = held;
    const isReached = operator.may.grant.includes(role);
    return [
      {
        id,
        name: roleName,
        place: placeName(environmentId, viewer.environments),
        reason,
        source: source === 'mapped' || source === 'asked' ? source : 'given',
        state,
        fromAt,
        untilAt,
        group: null,
        end: verb('end', id, isReached),
        move: verb('move_end', id, isReached),
      },
    ];
  });
  return [...own, ...throughGroups(operator, viewer)];
}

function throughGroups({ groups }: OperatorPage, viewer: Viewer): HeldRole[] {
  return groups.flatMap(({ id: groupId, name: groupName, assignments }) =>
    assignments.flatMap((held): HeldRole[] => {
      const state = stateOf(held, viewer.now);
      if (state === 'over') return [];
      const { id, roleName, environmentId, fromAt, untilAt } = held;
      const place = placeName(environmentId, viewer.environments);
      const group = { name: groupName, href: paths.group(groupId) };
      const none = { reason: '', source: 'given' as const, end: null, move: null };
      return [{ ...none, id, name: roleName, place, state, fromAt, untilAt, group }];
    }),
  );
}

export function pastRoles(operator: OperatorPage, viewer: Viewer): PastRole[] {
  return operator.assignments.flatMap(({ id, roleName, environmentId, fromAt, untilAt, endedAt }) => {
    const overAt = endedAt ?? untilAt;
    if (!overAt || overAt > viewer.now) return [];
    return [{ id, name: roleName, place: placeName(environmentId, viewer.environments), fromAt, overAt }];
  });
}

/** What they may no longer do without this role, beside all that they keep. */
export function lossOf(
  { reader, environments }: Viewer,
  { id, name }: OperatorPage,
  held: OperatorPage['assignments'][number],
) {
  return previewEnd(reader, [{ id, name }], [held], environments, (grant) => grant.assignmentId === held.id);
}
