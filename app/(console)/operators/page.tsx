import { Plus, SearchX, Users } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NameList, OperatorTable } from '#components/operators/operator-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty, Failed } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { systemRoles } from '#lib/access/roles.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { listOperators } from '#lib/operators/queries.ts';
import { OperatorFilter } from '#lib/operators/schema.ts';
import { paths } from '#lib/paths.ts';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith, type Query } from '../href.ts';
import { roleLabel, roleName } from './role-words.ts';

export const metadata: Metadata = { title: 'Operators' };

export default async function Operators({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.operators);
  if (!viewer.can('read', 'Operator')) notFound();
  const filter = OperatorFilter.parse(await searchFrom(searchParams));
  const page = await orDamaged(listOperators(viewer.reader, filter));
  const seesAll = viewer.can('read', 'Operator', 'email');
  const rows = page?.rows.map((row) => ({
    ...row,
    roles: row.assignments.map((held) => roleLabel(held, viewer.environments)),
  }));
  return (
    <Page>
      <PageHead
        title="Operators"
        actions={
          viewer.can('operator.add', 'Operator') ? (
            <LinkButton variant="primary" icon={<Plus />} href={`${paths.operators}/new`}>
              Add operator
            </LinkButton>
          ) : null
        }
      />
      <OperatorFilters filter={filter} seesAll={seesAll} />
      {seesAll ? null : (
        <Note className="mb-3">Your roles show names only, so that you know whom to ask.</Note>
      )}
      <Panel label="Operators">
        {page === null || rows === undefined ? (
          <Failed title="This page address is damaged" retryHref={paths.operators}>
            It was cut or changed on its way. Open the list again.
          </Failed>
        ) : rows.length === 0 ? (
          <NoRows filter={filter} />
        ) : (
          <>
            {seesAll ? (
              <OperatorTable rows={rows} sortByName={sortOf(filter)} now={viewer.now} />
            ) : (
              <NameList rows={rows} />
            )}
            <Pager
              noun={rows.length === 1 ? 'operator' : 'operators'}
              {...(page.previous && {
                previousHref: hrefWith(paths.operators, saidBy(filter), { after: page.previous }),
              })}
              {...(page.next && {
                nextHref: hrefWith(paths.operators, saidBy(filter), { after: page.next }),
              })}
              {...(!page.previous && !page.next && { total: rows.length })}
            />
          </>
        )}
      </Panel>
    </Page>
  );
}

function OperatorFilters({ filter, seesAll }: { filter: OperatorFilter; seesAll: boolean }) {
  const { q, state, role } = filter;
  const to = (change: Query) => hrefWith(paths.operators, saidBy(filter), change);
  return (
    <Filters
      action={paths.operators}
      search={{ label: seesAll ? 'Name or e-mail' : 'Name', ...(q && { value: q }) }}
      keep={{ state, role, sort: filter.sort === 'name' ? undefined : filter.sort }}
      {...((q || state || role) && { clearHref: paths.operators })}
      end={seesAll ? 'Times in UTC' : null}
    >
      {seesAll ? (
        <>
          <Facet
            label="Role"
            clearHref={to({ role: undefined })}
            options={systemRoles.map((slug) => ({
              label: roleName(slug),
              href: to({ role: slug }),
              chosen: role === slug,
            }))}
          />
          <Facet
            label="State"
            clearHref={to({ state: undefined })}
            options={[
              { label: 'Active', href: to({ state: 'active' }), chosen: state === 'active' },
              { label: 'Disabled', href: to({ state: 'disabled' }), chosen: state === 'disabled' },
            ]}
          />
        </>
      ) : null}
    </Filters>
  );
}

function NoRows({ filter: { q, state, role } }: { filter: OperatorFilter }) {
  if (!q && !state && !role)
    return (
      <Empty title="No operators that you may see" art={<Users />}>
        People who sign in to this console stand here.
      </Empty>
    );
  return (
    <Empty
      title="No operator matches"
      art={<SearchX />}
      actions={
        <LinkButton size="sm" href={paths.operators}>
          Clear filters
        </LinkButton>
      }
    >
      {q ? `Nobody is called “${q}” under these filters.` : 'Nobody fits these filters.'}
    </Empty>
  );
}

function saidBy({ q, state, role, sort, size }: OperatorFilter): Query {
  return { q, state, role, sort: sort === 'name' ? undefined : sort, size: size === 50 ? undefined : size };
}

function sortOf(filter: OperatorFilter) {
  return {
    href: hrefWith(paths.operators, saidBy(filter), { sort: undefined }),
    ...(filter.sort === 'name' && { direction: 'ascending' as const }),
  };
}
