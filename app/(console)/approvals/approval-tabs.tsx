import { Tabs } from '#components/ui/tabs.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { countDecidable } from '#lib/role-requests/queries.ts';
import { tabCounts } from './load.ts';

interface ApprovalTabsProps {
  viewer: Viewer;
  current: 'waiting' | 'open' | 'mine' | 'decided' | 'access';
}

/** Over every list of what waits for people: changes, and roles that somebody asks for. */
export async function ApprovalTabs({ viewer, current }: ApprovalTabsProps) {
  const [{ waiting }, asked] = await Promise.all([tabCounts(viewer), countDecidable(viewer.reader)]);
  const tabs = [
    { key: 'waiting', label: 'For you', href: paths.approvals, count: waiting },
    { key: 'open', label: 'Open', href: paths.approvalsOf('open') },
    { key: 'mine', label: 'You asked', href: paths.approvalsOf('mine') },
    { key: 'decided', label: 'Decided', href: paths.approvalsOf('decided') },
    ...(viewer.can('read', 'RoleRequest')
      ? [{ key: 'access', label: 'Roles asked for', href: paths.approvalsOfAccess, count: asked }]
      : []),
  ];
  return (
    <Tabs label="Approvals" tabs={tabs.map(({ key, ...tab }) => ({ ...tab, current: key === current }))} />
  );
}
