import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { GroupForm } from '#components/groups/group-form.tsx';
import { editGroup } from '../../actions.ts';
import { blockedBy, GroupVerbPage, loadGroup } from '../../load.tsx';

export const metadata: Metadata = { title: 'Edit group' };

export default async function EditGroup({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, group, frame } = await loadGroup(params, 'edit');
  if (!viewer.can('group.edit', 'Group')) notFound();
  return (
    <GroupVerbPage group={group}>
      <GroupForm frame={{ ...frame, blocked: blockedBy(group, 'edit') }} action={editGroup} group={group} />
    </GroupVerbPage>
  );
}
