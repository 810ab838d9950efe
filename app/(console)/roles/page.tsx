import { Archive, CircleQuestionMark, Plus, Route, SearchX, Split, UserRoundSearch } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListSkeleton } from '#components/audit/list-skeleton.tsx';
import { ExportMenu } from '#components/exports/export-menu.tsx';
import { RoleNames } from '#components/roles/role-names.tsx';
import { RoleTable } from '#components/roles/role-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listRoleNames, seesPeople, seesRoles } from '#lib/roles/name-queries.ts';
import { listHeldRoles, type RoleRow } from '#lib/roles/role-queries.ts';
import { RoleFilter } from '#lib/roles/schema.ts';
import { orNotFound, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { WhileLoading } from '../keys/(list)/while-loading.tsx';

export const metadata: Metadata = { title: 'Roles' };

export default async function Roles({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.roles);
  if (!seesRoles(viewer.reader)) notFound();
  const filter = RoleFilter.parse(await searchFrom(searchParams));
  if (!seesPeople(viewer.reader)) return <NamesOnly viewer={viewer} filter={filter} />;
  const said = saidBy(filter);
  const mayCreate = viewer.can('role.create', 'Role');
  return (
    <Page>
      <PageHead
        title="Roles"
        detail="What each role may, and how many people hold it, themselves or through a group."
        actions={
          <>
            {viewer.can('read', 'AuditEvent') && viewer.can('read', 'DutyRule') ? (
              <LinkButton icon={<Route />} href={paths.powerPaths}>
                Paths to more power
              </LinkButton>
            ) : null}
            {viewer.can('read', 'DutyRule') ? (
              <LinkButton icon={<Split />} href={paths.duties}>
                Duties
              </LinkButton>
            ) : null}
            <LinkButton icon={<CircleQuestionMark />} href={paths.whoCan}>
              Who can do this?
            </LinkButton>
            <LinkButton icon={<UserRoundSearch />} href={paths.simulator}>
              May they do this?
            </LinkButton>
            <ExportMenu list="roles" noun="roles" filter={said} />
            {mayCreate ? (
              <LinkButton variant="primary" icon={<Plus />} href={`${paths.roles}/new`}>
                New role
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Filters
        action={paths.roles}
        search={{ label: 'Name or what it is for', ...(filter.q && { value: filter.q }) }}
        keep={{ state: said.state, sort: said.sort }}
        {...((filter.q || said.state) && { clearHref: paths.roles })}
      >
        <StateFacet filter={filter} />
      </Filters>
      <WhileLoading skeleton={<ListSkeleton label="Roles" columns={6} />}>
        <RoleLists viewer={viewer} filter={filter} />
      </WhileLoading>
    </Page>
  );
}

/** For whoever sees neither people nor what a role gives. */
async function NamesOnly({ viewer, filter }: { viewer: Viewer; filter: RoleFilter }) {
  const { q } = filter;
  const rows = await orNotFound(listRoleNames(viewer.reader, filter));
  return (
    <Page>
      <PageHead title="Roles" actions={<LinkButton href={paths.askForRole}>Ask for a role…</LinkButton>} />
      <Filters
        action={paths.roles}
        search={{ label: 'Name or what it is for', ...(q && { value: q }) }}
        keep={{}}
        {...(q && { clearHref: paths.roles })}
      />
      <Note className="mb-3">
        Your roles show what each role is called and what it is for, so that you know which one to ask for.
      </Note>
      <Panel label="Roles">
        {rows.length === 0 ? (
          <NoMatch q={q} />
        ) : (
          <RoleNames
            label="Roles"
            rows={rows.map(({ slug, name, does }) => ({ name, does, href: paths.role(slug) }))}
          />
        )}
      </Panel>
    </Page>
  );
}

function NoMatch({ q }: { q: string | undefined }) {
  return (
    <Empty title="No role matches" art={<SearchX />}>
      No role says “{q}” in its name or in what it is for.
    </Empty>
  );
}

async function RoleLists({ viewer, filter }: { viewer: Viewer; filter: RoleFilter }) {
  const rows = await orNotFound(listHeldRoles(viewer.reader, filter));
  const custom = rows.filter((row) => row.custom);
  const system = rows.filter((row) => !row.custom);
  const lists = { sorts: sortsOf(filter), now: viewer.now };
  if (filter.q && rows.length === 0)
    return (
      <Panel label="Roles">
        <NoMatch q={filter.q} />
      </Panel>
    );
  return (
    <Stack>
      {custom.length > 0 || !filter.q ? (
        <CustomRoles rows={custom} isRetired={filter.state === 'retired'} {...lists} />
      ) : null}
      {system.length > 0 ? (
        <Panel title="System roles" aside="tables of the product: they can be copied, not edited">
          <RoleTable label="System roles" rows={system.map(shown)} {...lists} />
        </Panel>
      ) : null}
    </Stack>
  );
}

function saidBy({ q, state, sort }: RoleFilter) {
  return {
    q,
    state: state === 'retired' ? state : undefined,
    sort: sort === 'own' ? undefined : sort,
  };
}

/** A second click on a sorted head goes back to the order of the tables. */
function sortsOf(filter: RoleFilter) {
  const of = (sort: 'name' | 'people', direction: 'ascending' | 'descending') => {
    const isOn = filter.sort === sort;
    const href = hrefWith(paths.roles, saidBy(filter), { sort: isOn ? undefined : sort });
    return { href, ...(isOn && { direction }) };
  };
  return { name: of('name', 'ascending'), people: of('people', 'descending') };
}

function StateFacet({ filter }: { filter: RoleFilter }) {
  const isRetired = filter.state === 'retired';
  const to = (state: string | undefined) => hrefWith(paths.roles, saidBy(filter), { state });
  return (
    <Facet
      label="State"
      clearHref={to(undefined)}
      options={[
        { label: 'Current', href: to(undefined), chosen: !isRetired },
        { label: 'Retired', href: to('retired'), chosen: isRetired },
      ]}
    />
  );
}

interface CustomRolesProps {
  rows: RoleRow[];
  isRetired: boolean;
  sorts: ReturnType<typeof sortsOf>;
  now: Date;
}

function CustomRoles({ rows, isRetired, ...lists }: CustomRolesProps) {
  const title = isRetired ? 'Retired roles' : 'Custom roles';
  if (rows.length === 0)
    return (
      <Panel title={title}>
        <Empty title={isRetired ? 'None was retired' : 'None yet'} art={<Archive />}>
          {isRetired
            ? 'A retired role gives nothing to anybody; its history stays here.'
            : 'Copy a system role and take out what people do not need, or begin with nothing.'}
        </Empty>
      </Panel>
    );
  return (
    <Panel title={title} aside="made here">
      <RoleTable label={title} rows={rows.map(shown)} withVersions {...lists} />
    </Panel>
  );
}

const shown = ({ slug, custom, ...row }: RoleRow) => ({
  ...row,
  href: paths.role(slug),
  version: custom?.version ?? null,
  changedAt: custom?.changedAt ?? null,
  changedBy: custom?.changedBy ?? null,
});
