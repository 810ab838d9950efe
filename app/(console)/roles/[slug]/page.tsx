import { CircleQuestionMark } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { HoldersPanel } from '#components/roles/holders-panel.tsx';
import { type MatrixGroup, RoleMatrix } from '#components/roles/role-matrix.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { utcDay } from '#components/ui/format.ts';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns, Facts, Panel } from '#components/ui/panel.tsx';
import { catalogue, reachIn } from '#lib/access/catalogue.ts';
import { systemDefinition } from '#lib/access/definitions.ts';
import { administrativeRoles, ceilings, isRole, type Role, roleNames } from '#lib/access/roles.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { holdersOf } from '#lib/roles/queries.ts';
import { orNotFound } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { placeName } from '../../operators/role-words.ts';

export const metadata: Metadata = { title: 'Role' };

export default async function RolePage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const viewer = await requireViewer(paths.roles);
  if (!isRole(slug) || !viewer.can('read', 'Assignment')) notFound();
  const { rows, more } = await orNotFound(holdersOf(viewer.reader, slug));
  const holders = rows.map(({ id, operator, environmentId, untilAt }) => ({
    id,
    name: operator.name,
    href: paths.operator(operator.id),
    detail: `in ${placeName(environmentId, viewer.environments)}${untilAt ? `, until ${utcDay(untilAt).slice(4)}` : ''}`,
  }));
  const { name, does } = roleNames[slug];
  return (
    <Page>
      <PageHead
        title={name}
        crumbs={[{ label: 'Roles', href: paths.roles }, { label: name }]}
        detail={does}
        actions={
          <LinkButton icon={<CircleQuestionMark />} href={paths.whoCan}>
            Who can do this?
          </LinkButton>
        }
      />
      <Columns layout="side">
        <Stack>
          <RoleMatrix groups={groupsOf(slug)} />
        </Stack>
        <Stack>
          <CeilingPanel role={slug} />
          <HoldersPanel holders={holders} allHref={more ? hrefWith(paths.operators, { role: slug }) : null} />
        </Stack>
      </Columns>
    </Page>
  );
}

function CeilingPanel({ role }: { role: Role }) {
  const may = ceilings[role].map((other) => roleNames[other].name.toLowerCase());
  const everything = may.length === Object.keys(roleNames).length;
  return (
    <Panel title="Limits" pad>
      <Facts
        tight
        items={[
          { label: 'May grant', value: everything ? 'every role' : may.join(', ') || 'no role' },
          {
            label: 'Being given it',
            value: administrativeRoles.includes(role)
              ? 'critical: all account owners are told'
              : 'sensitive: a second factor, not older than the policy',
          },
          { label: 'Held by oneself', value: 'nobody gives, changes or ends their own roles' },
        ]}
      />
    </Panel>
  );
}

/** Groups of which the role holds nothing are left out: what is not shown is refused. */
function groupsOf(role: Role): MatrixGroup[] {
  const definition = systemDefinition(role);
  return catalogue.flatMap(({ subject, permissions }) => {
    const rows = permissions.map((permission) => ({
      action: permission.action === 'read' ? `read ${permission.on}` : permission.action,
      label: permission.label,
      sandbox: reachIn(definition, permission, 'sandbox'),
      production: reachIn(definition, permission, 'production'),
      whoHref: hrefWith(paths.whoCan, { permission: `${permission.action} ${permission.on}` }),
    }));
    const holds = rows.some(({ sandbox, production }) => sandbox !== null || production !== null);
    return holds ? [{ subject, rows }] : [];
  });
}
