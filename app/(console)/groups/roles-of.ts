import type { GroupRole } from '#components/groups/group-panels.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import type { GroupPage } from '#lib/groups/queries.ts';
import { paths } from '#lib/paths.ts';
import { stateOf } from '../operators/in-force.ts';
import { placedRole } from '../operators/role-words.ts';

/** Everything that a group was ever given, with where it is ended. */
export function groupRoles(
  group: GroupPage,
  viewer: Viewer,
  giveable: readonly { slug: string }[],
): GroupRole[] {
  return group.assignments.map((held) => {
    const state = stateOf(held, viewer.now);
    const reached = giveable.some(({ slug }) => slug === held.role);
    const blocked = group.isMember
      ? 'Nobody changes a group that they are in. Somebody who is not in it can.'
      : 'This role lies above what your own roles may give or end. An account owner can.';
    const { id, reason, fromAt, untilAt, endedAt } = held;
    const verb = (command: 'end' | 'move_end') =>
      state === 'over' || !viewer.can(`assignment.${command}`, 'Assignment')
        ? null
        : {
            href: `${paths.group(group.id)}/roles/${id}/${command === 'end' ? 'end' : 'move'}`,
            blocked: reached ? null : blocked,
          };
    return {
      id,
      reason,
      fromAt,
      untilAt,
      endedAt,
      state,
      label: placedRole(held, viewer.environments),
      end: verb('end'),
      move: verb('move_end'),
    };
  });
}

/** What being in it brings, now or from a later day on. */
export function openRoles({ assignments }: GroupPage, { now }: Pick<Viewer, 'now'>) {
  return assignments.filter((held) => stateOf(held, now) !== 'over');
}
