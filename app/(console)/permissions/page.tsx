import type { Metadata } from 'next';
import Link from 'next/link';
import { OwnRoles } from '#components/permissions/own-roles.tsx';
import { PermissionTable } from '#components/permissions/permission-table.tsx';
import { RoleRequestRows } from '#components/role-requests/request-rows.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { listOwnAssignments } from '#lib/auth/permissions.ts';
import { paths } from '#lib/paths.ts';
import { listOwnRequests, roleNames } from '#lib/role-requests/queries.ts';
import { lineOf } from '../approvals/access/words.ts';
import { hrefWith } from '../href.ts';
import { stateOf } from '../operators/in-force.ts';
import { placeName } from '../operators/role-words.ts';
import { permissionLines } from './lines.ts';

export const metadata: Metadata = { title: 'Your permissions' };

export default async function Permissions() {
  const viewer = await requireViewer(paths.permissions);
  const { environments, now } = viewer;
  const [held, { rows: requests, more }, nameOf] = await Promise.all([
    listOwnAssignments(viewer.reader),
    listOwnRequests(viewer.reader),
    roleNames(),
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
            roles={held.flatMap(({ role, environmentId, group, ...rest }) => {
              const state = stateOf(rest, now);
              const where = placeName(environmentId, environments);
              const name = `${nameOf(role)} in ${where}${group ? `, through ${group.name}` : ''}`;
              return state === 'over' ? [] : [{ ...rest, name, state }];
            })}
            now={now}
          />
          {requests.length > 0 ? (
            <Panel
              title="Roles you asked for"
              footer={
                more ? (
                  <Link
                    className="link"
                    href={hrefWith(paths.approvalsOfAccess, { whose: 'own', state: 'all' })}
                  >
                    All that you asked for
                  </Link>
                ) : null
              }
            >
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
