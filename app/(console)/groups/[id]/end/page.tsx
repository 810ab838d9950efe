import { Ban } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { placedRole } from '../../../operators/role-words.ts';
import { endGroup } from '../../actions.ts';
import { blockedBy, GroupVerbPage, loadGroup } from '../../load.tsx';
import { lossesOf } from '../../losses.tsx';
import { openRoles } from '../../roles-of.ts';

export const metadata: Metadata = { title: 'End group' };

export default async function EndGroup({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, group, frame } = await loadGroup(params, 'end');
  if (!viewer.can('group.end', 'Group')) notFound();
  const held = openRoles(group, viewer);
  const roles = held.map((one) => placedRole(one, viewer.environments));
  const losses = await lossesOf(viewer, group, held, (grant) => grant.group?.id === group.id);
  const people = group.memberCount === 1 ? '1 person' : `${group.memberCount} people`;
  return (
    <GroupVerbPage group={group}>
      <ConfirmForm
        frame={{ ...frame, blocked: blockedBy(group, 'end') }}
        action={endGroup}
        id={group.id}
        title={`End ${group.name}`}
        effect={{
          tone: roles.length > 0 ? 'warn' : 'plain',
          title:
            roles.length > 0
              ? `${roles.join(', ')} ${roles.length === 1 ? 'ends' : 'end'} for ${people}.`
              : `${people} ${group.memberCount === 1 ? 'is' : 'are'} in it, and it brings no role.`,
          text: 'What they hold by themselves or through other groups stays.',
        }}
        next="It counts from their next click. An ended group does not come back; its history stays."
        submit={{ label: 'End group', pendingLabel: 'Ending', icon: <Ban />, danger: true }}
        doneNotice={`${group.name} has ended.`}
      >
        {losses}
      </ConfirmForm>
    </GroupVerbPage>
  );
}
