import type { Metadata } from 'next';
import { OwnRoles } from '#components/permissions/own-roles.tsx';
import { PermissionTable } from '#components/permissions/permission-table.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { listOwnAssignments } from '#lib/auth/permissions.ts';
import { paths } from '#lib/paths.ts';
import { placeName } from '../operators/role-words.ts';
import { permissionLines } from './lines.ts';

export const metadata: Metadata = { title: 'Your permissions' };

export default async function Permissions() {
  const viewer = await requireViewer(paths.permissions);
  const { environments, now } = viewer;
  const nameOf = (slug: string) => viewer.roles.find((role) => role.slug === slug)?.name ?? slug;
  const held = await listOwnAssignments(viewer.reader);
  return (
    <Page>
      <PageHead
        title="Your permissions"
        detail="What you may do, and by which role. What is not listed is refused."
      />
      <Columns layout="side">
        <Stack>
          <PermissionTable lines={permissionLines(viewer.grants, environments)} />
        </Stack>
        <Stack>
          <OwnRoles
            roles={held.map(({ role, environmentId, group, ...rest }) => ({
              ...rest,
              name: `${nameOf(role)} in ${placeName(environmentId, environments)}${group ? `, through ${group.name}` : ''}`,
            }))}
            now={now}
          />
        </Stack>
      </Columns>
    </Page>
  );
}
