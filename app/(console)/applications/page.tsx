import { Plus, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ApplicationTable } from '#components/applications/application-table.tsx';
import { ListSkeleton } from '#components/audit/list-skeleton.tsx';
import { ExportMenu } from '#components/exports/export-menu.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { listApplications } from '#lib/applications/queries.ts';
import { ApplicationFilter } from '#lib/applications/schema.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { Damaged } from '../damaged.tsx';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { WhileLoading } from '../keys/(list)/while-loading.tsx';
import { environmentOf } from '../keys/factor.ts';
import { blockedReason, mayApplication } from './may.ts';

export const metadata: Metadata = { title: 'Applications' };

export default async function Applications({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.applications);
  if (!viewer.can('read', 'Application')) notFound();
  const filter = ApplicationFilter.parse(await searchFrom(searchParams));
  const may = mayApplication(viewer, 'create', { environmentId: viewer.environment });
  return (
    <Page>
      <PageHead
        title="Applications"
        actions={
          <>
            <ExportMenu
              list="applications"
              noun="applications"
              filter={{ q: filter.q, orphaned: filter.orphaned, ...sortOf(filter) }}
            />
            <NewApplication may={may} />
          </>
        }
      />
      <Filters
        action={paths.applications}
        search={{ label: 'Name or owner', ...(filter.q && { value: filter.q }) }}
        keep={{ ...sortOf(filter), orphaned: filter.orphaned }}
        {...((filter.q || filter.orphaned) && { clearHref: hrefWith(paths.applications, sortOf(filter)) })}
        end="Times in UTC"
      >
        <Facet
          label="Owner"
          options={[
            {
              label: 'Nobody active',
              href: hrefWith(paths.applications, here(filter), { orphaned: '1' }),
              chosen: filter.orphaned === '1',
            },
          ]}
          clearHref={hrefWith(paths.applications, here(filter), { orphaned: undefined })}
        />
      </Filters>
      <WhileLoading skeleton={<ListSkeleton label="Applications" columns={6} />}>
        <ApplicationList viewer={viewer} filter={filter} />
      </WhileLoading>
    </Page>
  );
}

async function ApplicationList({ viewer, filter }: { viewer: Viewer; filter: ApplicationFilter }) {
  const page = await orDamaged(listApplications(viewer.reader, filter));
  const to = (after: string | null) =>
    after === null ? undefined : hrefWith(paths.applications, here(filter), { after });
  if (page === null) return <Damaged noun="Applications" href={paths.applications} />;
  return (
    <Panel label="Applications">
      {page.rows.length === 0 ? (
        <NoRows filter={filter} viewer={viewer} />
      ) : (
        <>
          <ApplicationTable rows={page.rows} sorts={sortsOf(filter)} now={viewer.now} />
          <Pager
            noun={page.rows.length === 1 ? 'application' : 'applications'}
            previousHref={to(page.previous)}
            nextHref={to(page.next)}
            total={page.previous || page.next ? undefined : page.rows.length}
          />
        </>
      )}
    </Panel>
  );
}

function NewApplication({ may }: { may: ReturnType<typeof mayApplication> }) {
  if (may === 'never') return null;
  if (may === 'blocked')
    return (
      <Button variant="primary" icon={<Plus />} disabled title={blockedReason}>
        New application
      </Button>
    );
  return (
    <LinkButton variant="primary" icon={<Plus />} href={`${paths.applications}/new`}>
      New application
    </LinkButton>
  );
}

function NoRows({ filter: { q, orphaned }, viewer }: { filter: ApplicationFilter; viewer: Viewer }) {
  const environment = environmentOf(viewer, viewer.environment).name.toLowerCase();
  if (q || orphaned)
    return (
      <Empty
        title="No application matches"
        art={<SearchX />}
        actions={
          <LinkButton size="sm" href={paths.applications}>
            Clear filters
          </LinkButton>
        }
      >
        {q
          ? `No name and no owner contains “${q}” in ${environment}.`
          : `Somebody active answers for every application in ${environment}.`}
      </Empty>
    );
  const may = mayApplication(viewer, 'create', { environmentId: viewer.environment });
  return (
    <Empty
      title={`No applications in ${environment} yet`}
      actions={may === 'yes' ? <NewApplication may="yes" /> : null}
    >
      An application is what calls: it has an owner, its keys and its own allow-list. Start here, then give it
      a key.
    </Empty>
  );
}

const sortOf = ({ sort }: ApplicationFilter) => ({ sort: sort === 'name' ? undefined : sort });
const sizeOf = ({ size }: ApplicationFilter) => ({ size: size === 50 ? undefined : size });
const here = (filter: ApplicationFilter) => ({
  q: filter.q,
  orphaned: filter.orphaned,
  ...sortOf(filter),
  ...sizeOf(filter),
});

function sortsOf(filter: ApplicationFilter) {
  const by = (sort: 'name' | 'newest') =>
    hrefWith(paths.applications, here(filter), { sort: sort === 'name' ? undefined : sort });
  return {
    name: { href: by('name'), ...(filter.sort === 'name' && { direction: 'ascending' as const }) },
    newest: { href: by('newest'), ...(filter.sort === 'newest' && { direction: 'descending' as const }) },
  };
}
