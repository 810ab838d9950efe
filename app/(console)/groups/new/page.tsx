import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { GroupForm } from '#components/groups/group-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { frameOf } from '../../operators/frame.ts';
import { createGroup } from '../actions.ts';

export const metadata: Metadata = { title: 'New group' };

export default async function NewGroup() {
  const viewer = await requireViewer(paths.newGroup);
  if (!viewer.can('group.create', 'Group')) notFound();
  return (
    <Page>
      <PageHead
        title="New group"
        crumbs={[{ label: 'Groups', href: paths.groups }, { label: 'New group' }]}
      />
      <GroupForm frame={frameOf(viewer, paths.newGroup, paths.groups)} action={createGroup} />
    </Page>
  );
}
