import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { MoveEndForm } from '#components/operators/move-end-form.tsx';
import { isCriticalToLengthen } from '#lib/assignments/preview.ts';
import { aheadOf } from '../../../../../approvals/ahead.ts';
import { firstEndOf } from '../../../../../operators/assigning.ts';
import { stateOf } from '../../../../../operators/in-force.ts';
import { placedRole } from '../../../../../operators/role-words.ts';
import { moveEnd } from '../../../../actions.ts';
import { GroupVerbPage, loadGroup } from '../../../../load.tsx';
import { lossesOf } from '../../../../losses.tsx';

export const metadata: Metadata = { title: 'Move the end of a role of a group' };

type Params = Promise<{ id: string; assignment: string }>;

export default async function MoveGroupEnd({ params }: { params: Params }) {
  const { assignment } = await params;
  const { viewer, group, frame } = await loadGroup(params, `roles/${encodeURIComponent(assignment)}/move`);
  const held = group.assignments.find(({ id }) => id === assignment);
  if (!held || !viewer.can('assignment.move_end', 'Assignment')) notFound();
  const blocked = group.isMember
    ? 'Nobody changes a group that they are in. Somebody who is not in it can.'
    : stateOf(held, viewer.now) === 'over'
      ? 'This role has ended already.'
      : null;
  const ahead = await aheadOf(viewer, 'assignment.move_end', held.environmentId);
  const { memberCount } = group;
  const people = memberCount === 0 ? 'nobody' : memberCount === 1 ? '1 person' : `${memberCount} people`;
  return (
    <GroupVerbPage group={group}>
      <MoveEndForm
        frame={{ ...frame, blocked, ahead }}
        action={moveEnd}
        assignment={{ id: held.id, untilAt: held.untilAt }}
        losses={await lossesOf(viewer, group, [held], (grant) => grant.assignmentId === held.id)}
        role={placedRole(held, viewer.environments)}
        holder={`${group.name}, with ${people} in it`}
        firstDay={firstEndOf(held, viewer.now)}
        criticalIfLater={await isCriticalToLengthen(viewer.reader, viewer.actor, held.id)}
        next="What its members hold by themselves or through other groups stays as it is. To undo it, move the end again."
      />
    </GroupVerbPage>
  );
}
