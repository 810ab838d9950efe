import { Archive } from 'lucide-react';
import type { Metadata } from 'next';
import { HoldersPanel } from '#components/roles/holders-panel.tsx';
import { type MatrixGroup, RoleMatrix } from '#components/roles/role-matrix.tsx';
import { utcDay } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { Page, Stack } from '#components/ui/page.tsx';
import { Columns, Facts, Panel } from '#components/ui/panel.tsx';
import { catalogue, reachIn } from '#lib/access/catalogue.ts';
import type { RoleDefinition } from '#lib/access/definitions.ts';
import { isCriticalToGive, weightOf } from '#lib/access/weight.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { holdersOf } from '#lib/roles/holder-queries.ts';
import type { RolePage } from '#lib/roles/role-queries.ts';
import { ceilingWords } from '#lib/roles/words.ts';
import { orNotFound } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { placeName } from '../../operators/role-words.ts';
import { loadRoleOrName, type SlugParams } from '../load.ts';
import { NamedRole } from '../named-role.tsx';
import { RoleHead } from '../role-head.tsx';
import { RoleTabs } from '../role-tabs.tsx';

export const metadata: Metadata = { title: 'Role' };

export default async function Role({ params }: { params: SlugParams }) {
  const loaded = await loadRoleOrName(params);
  if ('name' in loaded) return <NamedRole role={loaded.name} />;
  const { viewer, role } = loaded;
  const { slug } = role.definition;
  const { rows, more } = await orNotFound(holdersOf(viewer.reader, slug));
  return (
    <Page>
      <RoleHead role={role} now={viewer.now} />
      <Standing role={role} />
      <RoleTabs slug={slug} current="matrix" isCustom={role.custom !== null} />
      <Columns layout="side">
        <Stack>
          <RoleMatrix groups={groupsOf(role.definition)} />
        </Stack>
        <Stack>
          <LimitsPanel role={role} />
          <HoldersPanel
            holders={rows.map((row) => holderOf(row, viewer))}
            allHref={more ? hrefWith(paths.operators, { role: slug }) : null}
          />
        </Stack>
      </Columns>
    </Page>
  );
}

/** Of a role that nobody can be given any more. */
function Standing({ role: { custom } }: { role: RolePage }) {
  if (custom?.retiredAt)
    return (
      <Note className="mb-4" icon={<Archive />} title={`Retired on ${utcDay(custom.retiredAt)}.`}>
        Nobody holds it and nobody can be given it. Copy it to use it again under a new name.
      </Note>
    );
  return null;
}

type Held = Awaited<ReturnType<typeof holdersOf>>['rows'][number];

function holderOf({ id, operator, group, environmentId, untilAt }: Held, viewer: Viewer) {
  const where = `in ${placeName(environmentId, viewer.environments)}${untilAt ? `, until ${utcDay(untilAt).slice(4)}` : ''}`;
  if (operator) return { id, name: operator.name, href: paths.operator(operator.id), detail: where };
  const members = group?._count.members ?? 0;
  return {
    id,
    name: `Everybody in ${group?.name ?? 'a group'}`,
    href: group?.name ? paths.group(group.id) : null,
    detail: `${members === 1 ? '1 person' : `${members} people`}, ${where}`,
  };
}

function LimitsPanel({ role: { definition, names, custom } }: { role: RolePage }) {
  return (
    <Panel title="Limits">
      <Facts
        tight
        items={[
          { label: 'May give', value: ceilingWords(definition.ceiling, names) },
          {
            label: 'Being given it',
            value: givingWords(definition),
          },
          {
            label: 'Held by oneself',
            value: custom
              ? 'nobody edits a role that they hold, nor gives or ends their own roles'
              : 'nobody gives, changes or ends their own roles',
          },
        ]}
      />
    </Panel>
  );
}

/** As the corridor weighs it (lib/access/weight.ts). */
function givingWords(definition: RoleDefinition): string {
  const weight = weightOf(definition);
  const approved = 'waits for somebody else’s approval, and all account owners are told';
  const opens = 'where it would open a path to more power';
  if (isCriticalToGive(weight, true)) return `critical: ${approved}`;
  return isCriticalToGive(weight, false)
    ? `critical unless the giver could make administrators, and ${opens}: ${approved}`
    : `sensitive: a second factor, not older than the policy; critical ${opens}: ${approved}`;
}

/** Groups of which the role holds nothing are left out: what is not shown is refused. */
function groupsOf(role: RoleDefinition): MatrixGroup[] {
  return catalogue.flatMap(({ subject, permissions }) => {
    const rows = permissions.map((permission) => ({
      action: permission.action === 'read' ? `read ${permission.on}` : permission.action,
      label: permission.label,
      sandbox: reachIn(role, permission, 'sandbox'),
      production: reachIn(role, permission, 'production'),
      whoHref: hrefWith(paths.whoCan, { permission: `${permission.action} ${permission.on}` }),
    }));
    const holds = rows.some(({ sandbox, production }) => sandbox !== null || production !== null);
    return holds ? [{ subject, rows }] : [];
  });
}
