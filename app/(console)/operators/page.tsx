import { Plus, SearchX, Users } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListSkeleton } from '#components/audit/list-skeleton.tsx';
import { ExportMenu } from '#components/exports/export-menu.tsx';
import { NameList, OperatorTable } from '#components/operators/operator-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { listOperators } from '#lib/operators/list-queries.ts';
import { connectionsForNewOperator } from '#lib/operators/queries.ts';
import { OperatorFilter } from '#lib/operators/schema.ts';
import { paths } from '#lib/paths.ts';
import { heldRoleChoices } from '#lib/roles/choice-queries.ts';
import { Damaged } from '../damaged.tsx';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith, type Query } from '../href.ts';
import { WhileLoading } from '../keys/(list)/while-loading.tsx';
import { placedRole } from './role-words.ts';

export const metadata: Metadata = { title: 'Operators' };

export default async function Operators({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.operators);
  if (!viewer.can('read', 'Operator')) notFound();
  const filter = OperatorFilter.parse(await searchFrom(searchParams));
  const seesAll = viewer.can('read', 'Operator', 'email');
  const add = (
    <LinkButton variant="primary" icon={<Plus />} href={`${paths.operators}/new`}>
      Add operator
    </LinkButton>
  );
  return (
    <Page>
      <PageHead
        title="Operators"
        actions={
          <>
            {viewer.can('read', 'Assignment') ? (
              <ExportMenu
                list="assignments"
                noun="assignments"
                filter={{ q: filter.q, state: filter.state, role: filter.role }}
                text="Export roles"
              />
            ) : null}
            <ExportMenu list="operators" noun="operators" filter={saidBy(filter)} />
            {viewer.can('operator.add', 'Operator') ? add : null}
          </>
        }
      />
      <OperatorFilters
        filter={filter}
        seesAll={seesAll}
        roles={seesAll ? await heldRoleChoices(viewer.reader) : []}
        connections={seesAll ? await connectionsForNewOperator(viewer.reader) : []}
      />
      {seesAll ? null : (
        <Note className="mb-3">Your roles show names only, so that you know whom to ask.</Note>
      )}
      <WhileLoading skeleton={<ListSkeleton label="Operators" columns={seesAll ? 6 : 1} />}>
        <OperatorList viewer={viewer} filter={filter} seesAll={seesAll} />
      </WhileLoading>
    </Page>
  );
}

interface OperatorListProps {
  viewer: Viewer;
  filter: OperatorFilter;
  /** Otherwise names only. */
  seesAll: boolean;
}

async function OperatorList({ viewer, filter, seesAll }: OperatorListProps) {
  const page = await orDamaged(listOperators(viewer.reader, filter));
  const to = (after: string | null) =>
    after === null ? undefined : hrefWith(paths.operators, saidBy(filter), { after });
  if (page === null) return <Damaged noun="Operators" href={paths.operators} />;
  if (page.rows.length === 0)
    return (
      <Panel label="Operators">
        <NoRows filter={filter} />
      </Panel>
    );
  const rows = page.rows.map((row) => ({
    ...row,
    roles: row.assignments.map((held) => placedRole(held, viewer.environments)),
  }));
  return (
    <Panel label="Operators">
      {seesAll ? (
        <OperatorTable rows={rows} sorts={sortsOf(filter)} now={viewer.now} />
      ) : (
        <NameList rows={rows} />
      )}
      <Pager
        noun={page.total === 1 ? 'operator' : 'operators'}
        previousHref={to(page.previous)}
        nextHref={to(page.next)}
        total={page.total}
      />
    </Panel>
  );
}

const orders = [
  ['newest', 'Added last first'],
  ['last-sign-in', 'Signed in last first'],
  ['oldest-sign-in', 'Not signed in for longest first'],
] as const;

interface OperatorFiltersProps {
  filter: OperatorFilter;
  seesAll: boolean;
  roles: { slug: string; name: string }[];
  connections: { slug: string; name: string }[];
}

function OperatorFilters({ filter, seesAll, roles, connections }: OperatorFiltersProps) {
  const { q, state, role, connection, sort } = filter;
  const to = (change: Query) => hrefWith(paths.operators, saidBy(filter), change);
  return (
    <Filters
      action={paths.operators}
      search={{ label: seesAll ? 'Name or e-mail' : 'Name', ...(q && { value: q }) }}
      keep={{ state, role, connection, sort: sort === 'name' ? undefined : sort }}
      {...((q || state || role || connection) && { clearHref: paths.operators })}
      end={seesAll ? 'Times in UTC' : null}
    >
      {seesAll ? (
        <>
          <Facet
            label="Role"
            clearHref={to({ role: undefined })}
            options={roles.map(({ slug, name }) => ({
              label: name,
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
          {connections.length > 1 || connection ? (
            <Facet
              label="Connection"
              clearHref={to({ connection: undefined })}
              options={connections.map(({ slug, name }) => ({
                label: name,
                href: to({ connection: slug }),
                chosen: connection === slug,
              }))}
            />
          ) : null}
          <Facet
            label="Order"
            clearHref={to({ sort: undefined })}
            options={orders.map(([order, label]) => ({
              label,
              href: to({ sort: order }),
              chosen: sort === order,
            }))}
          />
        </>
      ) : null}
    </Filters>
  );
}

function NoRows({ filter: { q, state, role, connection } }: { filter: OperatorFilter }) {
  if (!q && !state && !role && !connection)
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

function saidBy({ q, state, role, connection, sort, size }: OperatorFilter): Query {
  const order = sort === 'name' ? undefined : sort;
  return { q, state, role, connection, sort: order, size: size === 50 ? undefined : size };
}

/** A second click on the last sign-in turns it round: who has not been here for longest, or never, comes first. */
function sortsOf(filter: OperatorFilter) {
  const { sort } = filter;
  const href = (to: string | undefined) => hrefWith(paths.operators, saidBy(filter), { sort: to });
  return {
    name: { href: href(undefined), ...(sort === 'name' && { direction: 'ascending' as const }) },
    signIn: {
      href: href(sort === 'last-sign-in' ? 'oldest-sign-in' : 'last-sign-in'),
      ...(sort === 'last-sign-in' && { direction: 'descending' as const }),
      ...(sort === 'oldest-sign-in' && { direction: 'ascending' as const }),
    },
  };
}
