import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RemoveMemberForm } from '#components/groups/members-form.tsx';
import { readMember } from '#lib/groups/queries.ts';
import { stateOf } from '../../../../../operators/in-force.ts';
import { placedRole } from '../../../../../operators/role-words.ts';
import { removeMember } from '../../../../actions.ts';
import { blockedBy, GroupVerbPage, loadGroup } from '../../../../load.tsx';

export const metadata: Metadata = { title: 'Take out of the group' };

export default async function RemoveMember({
  params,
}: {
  params: Promise<{ id: string; operator: string }>;
}) {
  const { operator } = await params;
  const { viewer, group, frame } = await loadGroup(params, `members/${encodeURIComponent(operator)}/remove`);
  const member = await readMember(viewer.reader, group.id, operator);
  if (!member || !viewer.can('group.remove_member', 'Group')) notFound();
  const roles = group.assignments
    .filter((held) => stateOf(held, viewer.now) !== 'over')
    .map((held) => placedRole(held, viewer.environments));
  return (
    <GroupVerbPage group={group}>
      <RemoveMemberForm
        frame={{ ...frame, blocked: blockedBy(group, 'remove') }}
        action={removeMember}
        group={{ id: group.id, name: group.name }}
        member={member}
        effect={
          roles.length > 0
            ? `They lose ${roles.join(', ')}, where they do not hold it in another way.`
            : 'The group brings no role: nothing else changes for them.'
        }
      />
    </GroupVerbPage>
  );
}
