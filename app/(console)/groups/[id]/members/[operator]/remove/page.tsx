import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RemoveMemberForm } from '#components/groups/members-form.tsx';
import { Losses } from '#components/operators/gains.tsx';
import { previewEnd } from '#lib/assignments/difference.ts';
import { readMember } from '#lib/groups/queries.ts';
import { placedRole } from '../../../../../operators/role-words.ts';
import { removeMember } from '../../../../actions.ts';
import { blockedBy, GroupVerbPage, loadGroup } from '../../../../load.tsx';
import { openRoles } from '../../../../roles-of.ts';

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
  const held = openRoles(group, viewer);
  const roles = held.map((one) => placedRole(one, viewer.environments));
  return (
    <GroupVerbPage group={group}>
      <RemoveMemberForm
        frame={{ ...frame, blocked: blockedBy(group, 'remove') }}
        action={removeMember}
        group={{ id: group.id, name: group.name }}
        member={member}
        effect={
          roles.length > 0
            ? `It brings ${roles.join(', ')}. What they hold by themselves or through other groups stays.`
            : 'The group brings no role: nothing else changes for them.'
        }
        losses={
          roles.length > 0 ? (
            <Losses
              when="Once out"
              changes={
                await previewEnd(
                  viewer.reader,
                  [member],
                  held,
                  viewer.environments,
                  (grant) => grant.group?.id === group.id,
                )
              }
            />
          ) : null
        }
      />
    </GroupVerbPage>
  );
}
