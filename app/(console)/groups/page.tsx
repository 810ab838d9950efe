import { Plus, SearchX, Users } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListSkeleton } from '#components/audit/list-skeleton.tsx';
import { ExportMenu } from '#components/exports/export-menu.tsx';
import { GroupTable } from '#components/groups/group-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { listGroups } from '#lib/groups/queries.ts';
import { GroupFilter } from '#lib/groups/schema.ts';
import { paths } from '#lib/paths.ts';
import { Damaged } from '../damaged.tsx';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith, type Query } from '../href.ts';
import { WhileLoading } from '../keys/(list)/while-loading.tsx';
import { placedRole } from '../operators/role-words.ts';

export const metadata: Metadata = { title: 'Groups' };

export default async function Groups({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.groups);
  if (!viewer.can('read', 'Group')) notFound();
  const filter = GroupFilter.parse(await searchFrom(searchParams));
  return (
    <Page>
      <PageHead
        title="Groups"
        detail="A role given to a group counts for everybody who is in it, from the moment they are put in."
        actions={
          <>
            <ExportMenu list="groups" noun="groups" filter={saidBy(filter)} />
            {viewer.can('group.create', 'Group') ? (
              <LinkButton variant="primary" icon={<Plus />} href={paths.newGroup}>
                New group
              </LinkButton>
            ) : null}
          </>
        }
      />
      <GroupFilters filter={filter} />
      <WhileLoading skeleton={<ListSkeleton label="Groups" columns={5} />}>
        <GroupList viewer={viewer} filter={filter} />
      </WhileLoading>
    </Page>
  );
}

async function GroupList({ viewer, filter }: { viewer: Viewer; filter: GroupFilter }) {
  const page = await orDamaged(listGroups(viewer.reader, filter));
  if (page === null) return <Damaged noun="Groups" href={paths.groups} />;
  const to = (after: string | null) =>
    after === null ? undefined : hrefWith(paths.groups, saidBy(filter), { after });
  const rows = page.rows.map(({ assignments, connection, source: from, ...row }) => ({
    ...row,
    roles: assignments.map((held) => placedRole(held, viewer.environments)),
    keptBy: from === 'scim' ? (connection?.name ?? 'a directory') : null,
  }));
  return (
    <Panel label="Groups">
      {rows.length === 0 ? (
        <NoRows filter={filter} />
      ) : (
        <>
          <GroupTable rows={rows} now={viewer.now} />
          <Pager
            noun={page.total === 1 ? 'group' : 'groups'}
            previousHref={to(page.previous)}
            nextHref={to(page.next)}
            total={page.total}
          />
        </>
      )}
    </Panel>
  );
}

function GroupFilters({ filter }: { filter: GroupFilter }) {
  const { q, source, state } = filter;
  const to = (change: Query) => hrefWith(paths.groups, saidBy(filter), change);
  const { q: _, ...kept } = saidBy(filter);
  return (
    <Filters
      action={paths.groups}
      search={{ name: 'q', label: 'Name', ...(q && { value: q }) }}
      keep={kept}
      {...((q || source || state === 'ended') && { clearHref: paths.groups })}
      end="Times in UTC"
    >
      <Facet
        label="Kept by"
        clearHref={to({ source: undefined })}
        options={[
          { label: 'Hand', href: to({ source: 'given' }), chosen: source === 'given' },
          { label: 'A directory', href: to({ source: 'scim' }), chosen: source === 'scim' },
        ]}
      />
      <Facet
        label="State"
        clearHref={to({ state: undefined })}
        options={[{ label: 'Ended', href: to({ state: 'ended' }), chosen: state === 'ended' }]}
      />
    </Filters>
  );
}

function NoRows({ filter: { q, source, state } }: { filter: GroupFilter }) {
  if (!q && !source && state === 'current')
    return (
      <Empty title="No group yet" art={<Users />}>
        Put people together who need the same roles.
      </Empty>
    );
  return (
    <Empty
      title="No group matches"
      art={<SearchX />}
      actions={
        <LinkButton size="sm" href={paths.groups}>
          Clear filters
        </LinkButton>
      }
    >
      {q ? `No group is called “${q}” under these filters.` : 'No group fits these filters.'}
    </Empty>
  );
}

function saidBy({ q, source, state, size }: GroupFilter) {
  return {
    q,
    source,
    state: state === 'ended' ? state : undefined,
    size: size === 50 ? undefined : String(size),
  };
}
