import { CircleQuestionMark } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RoleTable } from '#components/roles/role-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { roleNames } from '#lib/access/roles.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listRoles } from '#lib/roles/queries.ts';
import { orNotFound } from '../found.ts';

export const metadata: Metadata = { title: 'Roles' };

export default async function Roles() {
  const viewer = await requireViewer(paths.roles);
  if (!viewer.can('read', 'Assignment')) notFound();
  const rows = await orNotFound(listRoles(viewer.reader));
  return (
    <Page>
      <PageHead
        title="Roles"
        detail="What each role may, and how many people hold it. These stand in the product and cannot be edited."
        actions={
          <LinkButton icon={<CircleQuestionMark />} href={paths.whoCan}>
            Who can do this?
          </LinkButton>
        }
      />
      <Panel label="Roles">
        <RoleTable
          rows={rows.map(({ role, ...held }) => ({ ...held, ...roleNames[role], href: paths.role(role) }))}
        />
      </Panel>
    </Page>
  );
}
