import { Archive, CircleQuestionMark, Plus, Route, Split, UserRoundSearch } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RoleTable } from '#components/roles/role-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listRoles, type RoleRow } from '#lib/roles/role-queries.ts';
import { RoleFilter } from '#lib/roles/schema.ts';
import { orNotFound, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';

export const metadata: Metadata = { title: 'Roles' };

export default async function Roles({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.roles);
  if (!viewer.can('read', 'Assignment')) notFound();
  const filter = RoleFilter.parse(await searchFrom(searchParams));
  const rows = await orNotFound(listRoles(viewer.reader, filter));
  const custom = rows.filter((row) => row.custom);
  const system = rows.filter((row) => !row.custom);
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
            {mayCreate ? (
              <LinkButton variant="primary" icon={<Plus />} href={`${paths.roles}/new`}>
                New role
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Filters action={paths.roles} keep={{}}>
        <StateFacet isRetired={filter.state === 'retired'} />
      </Filters>
      <Stack>
        <CustomRoles rows={custom} isRetired={filter.state === 'retired'} now={viewer.now} />
        {system.length > 0 ? (
          <Panel title="System roles" aside="tables of the product: they can be copied, not edited">
            <RoleTable label="System roles" rows={system.map(shown)} now={viewer.now} />
          </Panel>
        ) : null}
      </Stack>
    </Page>
  );
}

function StateFacet({ isRetired }: { isRetired: boolean }) {
  return (
    <Facet
      label="State"
      clearHref={paths.roles}
      options={[
        { label: 'Current', href: paths.roles, chosen: !isRetired },
        { label: 'Retired', href: hrefWith(paths.roles, { state: 'retired' }), chosen: isRetired },
      ]}
    />
  );
}

function CustomRoles({ rows, isRetired, now }: { rows: RoleRow[]; isRetired: boolean; now: Date }) {
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
      <RoleTable label={title} rows={rows.map(shown)} now={now} withVersions />
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
