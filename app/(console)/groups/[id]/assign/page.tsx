import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AssignForm } from '#components/operators/assign-form.tsx';
import { pathsAhead } from '#lib/assignments/difference.ts';
import { mostLookedAt, previewRoles } from '#lib/assignments/preview.ts';
import { firstMembers } from '#lib/groups/queries.ts';
import { grantableRoles } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { type Search, searchFrom } from '../../../found.ts';
import { aheadsOfGiving, firstDayOf, placeOf, shownIn } from '../../../operators/assigning.ts';
import { giveRole } from '../../actions.ts';
import { GroupVerbPage, loadGroup } from '../../load.tsx';

export const metadata: Metadata = { title: 'Give a group a role' };

interface AssignProps {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function AssignToGroup({ params, searchParams }: AssignProps) {
  const { viewer, group, frame } = await loadGroup(params, 'assign');
  const { environments, reader, actor, now } = viewer;
  const { id, name, memberCount } = group;
  const own = group.isMember ? [{ operatorId: viewer.operatorId }] : [];
  const grantable = await grantableRoles(reader, { groupId: id, group: { members: own } });
  // Account owners are named one by one.
  const roles = grantable.filter(({ slug }) => slug !== 'account-owner');
  if (roles.length === 0 || group.endedAt) notFound();
  const people = await firstMembers(reader, id, mostLookedAt);
  const shown = shownIn(await searchFrom(searchParams), roles, environments);
  return (
    <GroupVerbPage group={group}>
      <AssignForm
        frame={frame}
        aheads={await aheadsOfGiving(viewer)}
        action={giveRole}
        to={{ field: 'groupId', id, name }}
        members={{ count: memberCount, looked: people.length }}
        shown={{
          ...shown,
          opened: shown.role
            ? await pathsAhead(reader, { kind: 'to-group', groupId: id, ...placeOf(shown) })
            : [],
        }}
        href={paths.group(id, 'assign')}
        roles={await previewRoles(reader, actor, people, roles, environments)}
        environments={environments}
        firstDay={firstDayOf(now)}
      />
    </GroupVerbPage>
  );
}
