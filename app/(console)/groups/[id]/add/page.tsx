import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AddMembersForm } from '#components/groups/members-form.tsx';
import { Filters } from '#components/ui/filters.tsx';
import { Note } from '#components/ui/note.tsx';
import { candidatesFor, isCriticalToJoin } from '#lib/groups/queries.ts';
import { MemberFilter, mostAtOnce } from '#lib/groups/schema.ts';
import { paths } from '#lib/paths.ts';
import { aheadOf } from '../../../approvals/ahead.ts';
import { type Search, searchFrom } from '../../../found.ts';
import { stateOf } from '../../../operators/in-force.ts';
import { placedRole } from '../../../operators/role-words.ts';
import { addMembers } from '../../actions.ts';
import { blockedBy, GroupVerbPage, loadGroup } from '../../load.tsx';

export const metadata: Metadata = { title: 'Put people in' };

interface AddProps {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function AddMembers({ params, searchParams }: AddProps) {
  const { viewer, group, frame } = await loadGroup(params, 'add');
  if (!viewer.can('group.add_member', 'Group')) notFound();
  const { q } = MemberFilter.parse(await searchFrom(searchParams));
  const candidates = await candidatesFor(viewer.reader, group.id, q);
  const roles = group.assignments
    .filter((held) => stateOf(held, viewer.now) !== 'over')
    .map((held) => placedRole(held, viewer.environments));
  const here = paths.group(group.id, 'add');
  return (
    <GroupVerbPage group={group}>
      <div className="narrow:mx-auto narrow:w-full narrow:max-w-[600px]">
        <Filters
          action={here}
          search={{ name: 'q', label: 'Name or e-mail', ...(q && { value: q }) }}
          {...(q && { clearHref: here })}
        >
          {null}
        </Filters>
        {candidates.length === mostAtOnce ? (
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
          group={{ id: group.id, name: group.name }}
          candidates={candidates}
          roles={roles}
          critical={await isCriticalToJoin(viewer.reader, viewer.actor, group)}
        />
      )}
    </GroupVerbPage>
  );
}
