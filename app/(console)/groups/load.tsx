import type { ReactNode } from 'react';
import type { PageFrame } from '#components/forms/page-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { type GroupPage, readGroup } from '#lib/groups/queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../found.ts';
import { frameOf } from '../operators/frame.ts';

interface Loaded {
  viewer: Viewer;
  group: GroupPage;
  frame: PageFrame;
}

/** The group of the address and the frame of the form at `below` it. */
export async function loadGroup(params: Promise<{ id: string }>, below = ''): Promise<Loaded> {
  const id = await idFrom(params);
  const returnTo = below ? `${paths.group(id)}/${below}` : paths.group(id);
  const viewer = await requireViewer(returnTo);
  const group = await orNotFound(readGroup(viewer.reader, id));
  return { viewer, group, frame: frameOf(viewer, returnTo, paths.group(id)) };
}

/** Why what the viewer may do to groups cannot be done to this one; null where it can. Words only: the command decides. */
export function blockedBy(group: GroupPage, verb: 'edit' | 'add' | 'remove' | 'end'): string | null {
  if (group.endedAt) return 'This group has ended.';
  if (group.source === 'scim')
    return `The directory of ${group.connection?.name ?? 'its connection'} keeps this group. Change it there.`;
  if (group.may[verb]) return null;
  return group.isMember
    ? 'Nobody changes a group that they are in. Somebody who is not in it can.'
    : 'It holds a role above what your own roles may give or end. An account owner can.';
}

/** Where a verb's form stands: under its group. */
export function GroupVerbPage({ group: { id, name }, children }: { group: GroupPage; children: ReactNode }) {
  return (
    <Page>
      <PageHead
        title={name}
        crumbs={[
          { label: 'Groups', href: paths.groups },
          { label: name, href: paths.group(id) },
        ]}
      />
      {children}
    </Page>
  );
}
