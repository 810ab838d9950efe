import type { Metadata } from 'next';
import { OwnRoles } from '#components/permissions/own-roles.tsx';
import { PermissionTable } from '#components/permissions/permission-table.tsx';
import { RoleRequestRows } from '#components/role-requests/request-rows.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { listOwnAssignments } from '#lib/auth/permissions.ts';
import { paths } from '#lib/paths.ts';
import { listOwnRequests } from '#lib/role-requests/queries.ts';
import { lineOf } from '../approvals/access/words.ts';
import { placeName } from '../operators/role-words.ts';
import { permissionLines } from './lines.ts';

export const metadata: Metadata = { title: 'Your permissions' };

export default async function Permissions() {
  const viewer = await requireViewer(paths.permissions);
  const { environments, now } = viewer;
  const nameOf = (slug: string) => viewer.roles.find((role) => role.slug === slug)?.name ?? slug;
  const [held, requests] = await Promise.all([
    listOwnAssignments(viewer.reader),
    listOwnRequests(viewer.reader),
  ]);
  return (
    <Page>
      <PageHead
        title="Your permissions"
        detail="What you may do, and by which role. What is not listed is refused."
        actions={<LinkButton href={paths.askForRole}>Ask for a role…</LinkButton>}
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
          {requests.length > 0 ? (
            <Panel title="Roles you asked for">
              <RoleRequestRows
                label="Roles you asked for"
                rows={requests.map((request) => ({ ...lineOf(request, viewer), who: '' }))}
                now={now}
              />
            </Panel>
          ) : null}
        </Stack>
      </Columns>
    </Page>
  );
}
