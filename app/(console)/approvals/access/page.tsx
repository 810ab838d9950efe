import { Hourglass } from 'lucide-react';
import type { Metadata } from 'next';
import { RoleRequestRows } from '#components/role-requests/request-rows.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listRoleRequests } from '#lib/role-requests/queries.ts';
import { RoleRequestFilter, requestStates } from '#lib/role-requests/schema.ts';
import { Damaged } from '../../damaged.tsx';
import { orDamaged, type Search, searchFrom } from '../../found.ts';
import { hrefWith, type Query } from '../../href.ts';
import { ApprovalTabs } from '../approval-tabs.tsx';
import { lineOf } from './words.ts';

export const metadata: Metadata = { title: 'Roles asked for' };

export default async function RoleRequests({ searchParams }: { searchParams: Search }) {
  const here = paths.approvalsOfAccess;
  const viewer = await requireViewer(here);
  const filter = RoleRequestFilter.parse(await searchFrom(searchParams));
  const page = await orDamaged(listRoleRequests(viewer.reader, filter));
  const { state, whose } = filter;
  const said = { state: state === 'waiting' ? undefined : state, whose };
  const to = (change: Query) => hrefWith(here, said, change);
  const pageAt = (after: string | null) => (after === null ? undefined : to({ after }));
  const decides = viewer.can('role_request.grant', 'RoleRequest');
  return (
    <Page>
      <PageHead
        title="Approvals"
        actions={<LinkButton href={paths.askForRole}>Ask for a role…</LinkButton>}
      />
      <ApprovalTabs viewer={viewer} current="access" />
      <Filters action={here} {...((whose || state !== 'waiting') && { clearHref: here })} end="Times in UTC">
        <Facet
          label="Whose"
          clearHref={to({ whose: undefined })}
          options={[
            ...(decides
              ? [
                  {
                    label: 'Yours to decide',
                    href: hrefWith(here, { whose: 'yours' }),
                    chosen: whose === 'yours',
                  },
                ]
              : []),
            { label: 'Asked for by you', href: to({ whose: 'own' }), chosen: whose === 'own' },
          ]}
        />
        <Facet
          label="State"
          clearHref={to({ state: undefined })}
          options={[...requestStates, 'all' as const].map((one) => ({
            label: `${one[0]?.toUpperCase()}${one.slice(1)}`,
            href: to({ state: one === 'waiting' ? undefined : one }),
            chosen: one === state,
          }))}
        />
      </Filters>
      {page === null ? (
        <Damaged noun="Requests" href={here} />
      ) : (
        <Panel label="Roles asked for">
          {page.rows.length === 0 ? (
            <Empty title={emptyTitle(filter)} art={<Hourglass />}>
              Roles that people ask for, and administrative ones that a group would bring, stand here until
              somebody who may give them decides.
            </Empty>
          ) : (
            <RoleRequestRows
              label="Roles asked for"
              rows={page.rows.map((row) => lineOf(row, viewer))}
              now={viewer.now}
            />
          )}
          {page.previous || page.next ? (
            <Pager noun="requests" previousHref={pageAt(page.previous)} nextHref={pageAt(page.next)} />
          ) : null}
        </Panel>
      )}
    </Page>
  );
}

function emptyTitle({ state, whose }: RoleRequestFilter): string {
  if (whose === 'yours') return 'No request is yours to decide';
  if (state === 'all') return 'Nothing was asked for';
  return state === 'waiting' ? 'No request waits' : `None was ${state}`;
}
