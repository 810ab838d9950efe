import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AddMembersForm } from '#components/groups/members-form.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Note } from '#components/ui/note.tsx';
import { pathsAhead, previewAll } from '#lib/assignments/difference.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { candidatesFor, type GroupPage, isCriticalToJoin } from '#lib/groups/queries.ts';
import { JoinFilter, mostAtOnce } from '#lib/groups/schema.ts';
import { paths } from '#lib/paths.ts';
import { aheadOf } from '../../../approvals/ahead.ts';
import { type Search, searchFrom } from '../../../found.ts';
import { placedRole } from '../../../operators/role-words.ts';
import { addMembers } from '../../actions.ts';
import { blockedBy, GroupVerbPage, loadGroup } from '../../load.tsx';
import { openRoles } from '../../roles-of.ts';

export const metadata: Metadata = { title: 'Put people in' };

interface AddProps {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function AddMembers({ params, searchParams }: AddProps) {
  const { viewer, group, frame } = await loadGroup(params, 'add');
  if (!viewer.can('group.add_member', 'Group')) notFound();
  const { q, 'operatorIds[]': operatorIds } = JoinFilter.parse(await searchFrom(searchParams));
  const { chosen, found } = await candidatesFor(viewer.reader, group.id, { q, operatorIds });
  const here = paths.group(group.id, 'add');
  const isFound = (person: { id: string }) => found.some(({ id }) => id === person.id);
  const candidates = [...chosen.filter((person) => !isFound(person)), ...found];
  const ids = chosen.map(({ id }) => id);
  return (
    <GroupVerbPage group={group}>
      <div className="narrow:mx-auto narrow:w-full narrow:max-w-[920px]">
        <Filters
          action={here}
          search={{ name: 'q', label: 'Name or e-mail', ...(q && { value: q }) }}
          keep={{ 'operatorIds[]': ids }}
          {...(q && { clearHref: here })}
        >
          {null}
        </Filters>
        {found.length === mostAtOnce ? (
          <Note className="mb-3">The first {mostAtOnce} are shown. Search for others by name or e-mail.</Note>
        ) : null}
      </div>
      {candidates.length === 0 ? (
        <Note title={q ? `Nobody who is not in it is called “${q}”.` : 'Everybody is in it already.'} />
      ) : (
        <AddMembersForm
          frame={{
            ...frame,
            blocked: blockedBy(group, 'add'),
            ahead: await aheadOf(viewer, 'group.add_member', null),
          }}
          action={addMembers}
          href={here}
          q={q ?? ''}
          group={{ id: group.id, name: group.name }}
          candidates={candidates}
          roles={openRoles(group, viewer).map((held) => placedRole(held, viewer.environments))}
          critical={await isCriticalToJoin(viewer.reader, viewer.actor, group)}
          shown={await joiningOf(viewer, group, chosen)}
        />
      )}
    </GroupVerbPage>
  );
}

/** What each of the chosen would gain, and what it would open. */
async function joiningOf(
  { reader, environments, now }: Viewer,
  group: GroupPage,
  chosen: readonly { id: string; name: string }[],
) {
  const operatorIds = chosen.map(({ id }) => id);
  const [preview, opened] = await Promise.all([
    previewAll(reader, chosen, openRoles(group, { now }), environments),
    operatorIds.length > 0 ? pathsAhead(reader, { kind: 'into-group', groupId: group.id, operatorIds }) : [],
  ]);
  return { operatorIds, preview, opened };
}
