import { Bot, ListFilter, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { AccountTable } from '#components/service-accounts/account-table.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listServiceAccounts } from '#lib/service-accounts/queries.ts';
import { ServiceAccountFilter } from '#lib/service-accounts/schema.ts';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { applicationsToServe } from './may.ts';

export const metadata: Metadata = { title: 'Service accounts' };

export default async function ServiceAccounts({ searchParams }: { searchParams: Search }) {
  const filter = ServiceAccountFilter.parse(await searchFrom(searchParams));
  const viewer = await requireViewer(paths.serviceAccounts);
  if (!viewer.can('read', 'ApiKey')) notFound();
  const page = await orDamaged(listServiceAccounts(viewer.reader, filter));
  // A cut or foreign cursor: the same list from its start.
  if (!page) redirect(paths.serviceAccounts);
  const { q, state } = filter;
  const isFiltered = q !== undefined || state !== undefined;
  const to = (change: Record<string, string | undefined>) =>
    hrefWith(paths.serviceAccounts, { q, state }, change);
  const isEmpty = page.rows.length === 0 && !isFiltered && !filter.after;
  return (
    <Page>
      <PageHead title="Service accounts" actions={isEmpty ? null : <NewAccount viewer={viewer} />} />
      {isEmpty ? null : (
        <Filters
          action={paths.serviceAccounts}
          search={{ label: 'Name or application', ...(q && { value: q }) }}
          keep={{ state }}
          {...(isFiltered && { clearHref: paths.serviceAccounts })}
          end="Times in UTC"
        >
          <Facet
            label="State"
            clearHref={to({ state: undefined })}
            options={(['active', 'suspended', 'expired', 'revoked'] as const).map((value) => ({
              label: `${value[0]?.toUpperCase()}${value.slice(1)}`,
              href: to({ state: value }),
              chosen: state === value,
            }))}
          />
        </Filters>
      )}
      <Panel label="Service accounts">
        {isEmpty ? (
          <Empty title="No service accounts here" art={<Bot />} actions={<NewAccount viewer={viewer} />}>
            A service account lets a script do at the management API what you choose, from addresses that you
            name.
          </Empty>
        ) : page.rows.length === 0 ? (
          <Empty title="No service account matches" art={<ListFilter />}>
            None that you may see here is like that.
          </Empty>
        ) : (
          <>
            <AccountTable rows={page.rows} now={viewer.now} />
            <Pager
              noun={page.rows.length === 1 ? 'service account' : 'service accounts'}
              previousHref={page.previous ? to({ after: page.previous }) : undefined}
              nextHref={page.next ? to({ after: page.next }) : undefined}
              total={page.previous || page.next ? undefined : page.rows.length}
            />
          </>
        )}
      </Panel>
    </Page>
  );
}

async function NewAccount({ viewer }: { viewer: Viewer }) {
  if (!viewer.can('service_account.create', 'ApiKey')) return null;
  if ((await applicationsToServe(viewer)).length > 0)
    return (
      <LinkButton variant="primary" icon={<Plus />} href={paths.newServiceAccount}>
        New service account
      </LinkButton>
    );
  return (
    <>
      <span className="text-12 text-ink-3">In another environment, or for your own applications</span>
      <Button icon={<Plus />} disabled>
        New service account
      </Button>
    </>
  );
}
