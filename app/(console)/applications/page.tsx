import { Plus, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ApplicationTable } from '#components/applications/application-table.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Empty, Failed } from '#components/ui/empty.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { listApplications } from '#lib/applications/queries.ts';
import { ApplicationFilter } from '#lib/applications/schema.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { blockedReason, mayApplication } from './may.ts';

export const metadata: Metadata = { title: 'Applications' };

export default async function Applications({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.applications);
  if (!viewer.can('read', 'Application')) notFound();
  const filter = ApplicationFilter.parse(await searchFrom(searchParams));
  const page = await orDamaged(listApplications(viewer.reader, filter));
  const may = mayApplication(viewer, 'create', { environmentId: viewer.environment });
  const isNarrowed = filter.q !== undefined && filter.q !== '';
  return (
    <Page>
      <PageHead title="Applications" actions={<NewApplication may={may} />} />
      <Filters
        action={paths.applications}
        search={{ label: 'Name or owner', ...(filter.q && { value: filter.q }) }}
        keep={{ sort: filter.sort === 'name' ? undefined : filter.sort }}
        {...(isNarrowed && { clearHref: hrefWith(paths.applications, sortOf(filter)) })}
        end="Times in UTC"
      />
      <Panel label="Applications">
        {page === null ? (
          <Failed title="This page address is damaged" retryHref={paths.applications}>
            It was cut or changed on its way. Open the list again.
          </Failed>
        ) : page.rows.length === 0 ? (
          <NoRows q={filter.q} may={may} environment={nameOf(viewer)} />
        ) : (
          <>
            <ApplicationTable rows={page.rows} sorts={sortsOf(filter)} now={viewer.now} />
            <Pager
              noun={page.rows.length === 1 ? 'application' : 'applications'}
              {...(page.previous && {
                previousHref: hrefWith(paths.applications, here(filter), { after: page.previous }),
              })}
              {...(page.next && {
                nextHref: hrefWith(paths.applications, here(filter), { after: page.next }),
              })}
              {...(!page.previous && !page.next && { total: page.rows.length })}
            />
          </>
        )}
      </Panel>
    </Page>
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

function NoRows({ q, may, environment }: { q?: string | undefined; may: string; environment: string }) {
  if (q)
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
        No name and no owner contains “{q}” in {environment}.
      </Empty>
    );
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

const nameOf = (viewer: { environment: string; environments: { id: string; name: string }[] }) =>
  viewer.environments.find(({ id }) => id === viewer.environment)?.name.toLowerCase() ?? viewer.environment;
const sortOf = ({ sort }: ApplicationFilter) => ({ sort: sort === 'name' ? undefined : sort });
const sizeOf = ({ size }: ApplicationFilter) => ({ size: size === 50 ? undefined : size });
const here = (filter: ApplicationFilter) => ({ q: filter.q, ...sortOf(filter), ...sizeOf(filter) });

function sortsOf(filter: ApplicationFilter) {
  const by = (sort: 'name' | 'newest') =>
    hrefWith(paths.applications, here(filter), { sort: sort === 'name' ? undefined : sort });
  return {
    name: { href: by('name'), ...(filter.sort === 'name' && { direction: 'ascending' as const }) },
    newest: { href: by('newest'), ...(filter.sort === 'newest' && { direction: 'descending' as const }) },
  };
}
