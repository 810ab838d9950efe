import { Ban, Pencil } from 'lucide-react';
import type { Metadata } from 'next';
import { HistoryPanel } from '#components/audit/history.tsx';
import {
  GroupRolesPanel,
  MembersPanel,
  type Verb,
  VerbButton,
  whyBlocked,
} from '#components/groups/group-panels.tsx';
import { KeptTag } from '#components/groups/group-table.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { Badge } from '#components/ui/state.tsx';
import { historyOf } from '#lib/audit/queries.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { type GroupPage, listMembers } from '#lib/groups/queries.ts';
import { MemberFilter } from '#lib/groups/schema.ts';
import { grantableRoles } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { Damaged } from '../../damaged.tsx';
import { orDamaged, type Search, searchFrom } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { blockedBy, loadGroup } from '../load.tsx';
import { groupRoles } from '../roles-of.ts';

export const metadata: Metadata = { title: 'Group' };

interface GroupProps {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function Group({ params, searchParams }: GroupProps) {
  const { viewer, group } = await loadGroup(params);
  const { id } = group;
  const filter = MemberFilter.parse(await searchFrom(searchParams));
  const members = await orDamaged(listMembers(viewer.reader, id, filter));
  if (members === null) return <Damaged noun="Members" href={paths.group(id)} />;
  const to = (after: string | null) =>
    after === null ? undefined : hrefWith(paths.group(id), { q: filter.q }, { after });
  const giveable = await grantableRoles(viewer.reader, {
    groupId: id,
    group: { members: group.isMember ? [{ operatorId: viewer.operatorId }] : [] },
  });
  const roles = groupRoles(group, viewer, giveable);
  const events = viewer.can('read', 'AuditEvent') ? await historyOf(viewer.reader, 'Group', id, 10) : null;
  return (
    <Page>
      <Head group={group} viewer={viewer} />
      <Columns layout="even">
        <Stack>
          <MembersPanel
            members={members.rows}
            count={group.memberCount}
            q={filter.q}
            search={
              <Filters
                action={paths.group(id)}
                search={{ name: 'q', label: 'Name or e-mail', ...(filter.q && { value: filter.q }) }}
                {...(filter.q && { clearHref: paths.group(id) })}
              />
            }
            add={verbOf(viewer, group, 'add', 'add', 'group.add_member')}
            remove={(operatorId) =>
              verbOf(viewer, group, 'remove', `members/${operatorId}/remove`, 'group.remove_member')
            }
            pager={
              members.previous || members.next ? (
                <Pager noun="members" previousHref={to(members.previous)} nextHref={to(members.next)} />
              ) : null
            }
            now={viewer.now}
          />
          {events ? (
            <HistoryPanel
              events={events}
              now={viewer.now}
              allHref={hrefWith(paths.audit, { subject: 'Group', subjectId: id })}
            />
          ) : null}
        </Stack>
        <Stack>
          <GroupRolesPanel
            title="Roles"
            roles={roles.filter(({ state }) => state !== 'over')}
            give={giveOf(group, viewer, giveable.length)}
          />
          {roles.some(({ state }) => state === 'over') ? (
            <GroupRolesPanel title="Past roles" roles={roles.filter(({ state }) => state === 'over')} />
          ) : null}
        </Stack>
      </Columns>
    </Page>
  );
}

function Head({ group, viewer }: { group: GroupPage; viewer: Viewer }) {
  const badge = group.endedAt ? (
    <Badge tone="bad" icon={<Ban />}>
      Ended
    </Badge>
  ) : group.source === 'scim' ? (
    <KeptTag />
  ) : null;
  const edit = verbOf(viewer, group, 'edit', 'edit', 'group.edit');
  const end = verbOf(viewer, group, 'end', 'end', 'group.end');
  const why = whyBlocked([edit, end]);
  return (
    <PageHead
      title={group.name}
      crumbs={[{ label: 'Groups', href: paths.groups }, { label: group.name }]}
      badges={badge}
      detail={group.description || null}
      actions={
        <>
          {why ? <span className="text-12 text-ink-3">{why}</span> : null}
          <VerbButton verb={edit} label="Edit…" icon={<Pencil />} />
          <VerbButton verb={end} label="End…" icon={<Ban />} />
        </>
      }
    />
  );
}

function verbOf(
  viewer: Viewer,
  group: GroupPage,
  verb: 'edit' | 'add' | 'remove' | 'end',
  below: string,
  command: string,
): Verb {
  if (!viewer.can(command, 'Group')) return null;
  return { href: `${paths.group(group.id)}/${below}`, blocked: blockedBy(group, verb) };
}

function giveOf(group: GroupPage, viewer: Viewer, giveable: number): Verb {
  if (!viewer.can('assignment.create', 'Assignment')) return null;
  const blocked = group.endedAt
    ? 'This group has ended.'
    : giveable > 0
      ? null
      : 'Nobody changes a group that they are in. Somebody who is not in it can.';
  return { href: paths.group(group.id, 'assign'), blocked };
}
