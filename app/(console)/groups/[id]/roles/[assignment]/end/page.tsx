import { UserMinus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { stateOf } from '../../../../../operators/in-force.ts';
import { placedRole } from '../../../../../operators/role-words.ts';
import { endRole } from '../../../../actions.ts';
import { GroupVerbPage, loadGroup } from '../../../../load.tsx';
import { lossesOf } from '../../../../losses.tsx';

export const metadata: Metadata = { title: 'End role of a group' };

export default async function EndGroupRole({
  params,
}: {
  params: Promise<{ id: string; assignment: string }>;
}) {
  const { assignment } = await params;
  const { viewer, group, frame } = await loadGroup(params, `roles/${encodeURIComponent(assignment)}/end`);
  const held = group.assignments.find(({ id }) => id === assignment);
  if (!held || !viewer.can('assignment.end', 'Assignment')) notFound();
  const role = placedRole(held, viewer.environments);
  const blocked = group.isMember
    ? 'Nobody changes a group that they are in. Somebody who is not in it can.'
    : stateOf(held, viewer.now) === 'over'
      ? 'This role has ended already.'
      : null;
  const people = group.memberCount === 1 ? '1 person' : `${group.memberCount} people`;
  return (
    <GroupVerbPage group={group}>
      <ConfirmForm
        frame={{ ...frame, blocked }}
        action={endRole}
        id={held.id}
        title={`End ${role}`}
        effect={{
          tone: 'warn',
          title: `${group.name} no longer brings ${role}, to ${people}.`,
          text: 'What they hold by themselves or through other groups stays.',
        }}
        next="It counts from their next click; open sessions go on. To undo it, give the role again."
        submit={{ label: 'End role', pendingLabel: 'Ending', icon: <UserMinus />, danger: true }}
        doneNotice={`${group.name} no longer brings ${role}.`}
      >
        {await lossesOf(viewer, group, [held], (grant) => grant.assignmentId === held.id)}
      </ConfirmForm>
    </GroupVerbPage>
  );
}
