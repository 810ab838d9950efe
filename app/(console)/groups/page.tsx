import { Plus, SearchX, Users } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { GroupTable } from '#components/groups/group-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { listGroups } from '#lib/groups/queries.ts';
import { GroupFilter } from '#lib/groups/schema.ts';
import { paths } from '#lib/paths.ts';
import { Damaged } from '../damaged.tsx';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { placedRole } from '../operators/role-words.ts';

export const metadata: Metadata = { title: 'Groups' };

export default async function Groups({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.groups);
  if (!viewer.can('read', 'Group')) notFound();
  const filter = GroupFilter.parse(await searchFrom(searchParams));
  const page = await orDamaged(listGroups(viewer.reader, filter));
  if (page === null) return <Damaged noun="Groups" href={paths.groups} />;
  const { q, source } = filter;
  const to = (after: string | null) =>
    after === null ? undefined : hrefWith(paths.groups, { q, source }, { after });
  const rows = page.rows.map(({ assignments, connection, source: from, ...row }) => ({
    ...row,
    roles: assignments.map((held) => placedRole(held, viewer.environments)),
    keptBy: from === 'scim' ? (connection?.name ?? 'a directory') : null,
  }));
  return (
    <Page>
      <PageHead
        title="Groups"
        detail="A role given to a group counts for everybody who is in it, from the moment they are put in."
        actions={
          viewer.can('group.create', 'Group') ? (
            <LinkButton variant="primary" icon={<Plus />} href={paths.newGroup}>
              New group
            </LinkButton>
          ) : null
        }
      />
      <Filters
        action={paths.groups}
        search={{ name: 'q', label: 'Name', ...(q && { value: q }) }}
        {...(q && { clearHref: paths.groups })}
        end="Times in UTC"
      >
        {null}
      </Filters>
      <Panel label="Groups">
        {rows.length === 0 ? (
          <Empty title={q ? 'No group matches' : 'No group yet'} art={q ? <SearchX /> : <Users />}>
            {q ? `No group is called “${q}”.` : 'Put people together who need the same roles.'}
          </Empty>
        ) : (
          <>
            <GroupTable rows={rows} now={viewer.now} />
            <Pager
              noun={rows.length === 1 ? 'group' : 'groups'}
              previousHref={to(page.previous)}
              nextHref={to(page.next)}
              total={page.previous || page.next ? undefined : rows.length}
            />
          </>
        )}
      </Panel>
    </Page>
  );
}
