import type { Metadata } from 'next';
import { RoleEditor } from '#components/roles/role-editor.tsx';
import { Note } from '#components/ui/note.tsx';
import { paths } from '#lib/paths.ts';
import type { Search } from '../../found.ts';
import { draftRole } from '../actions.ts';
import { editorOf } from '../editor.ts';
import { RoleFrame } from '../role-frame.tsx';
import { startOf } from './start.ts';

export const metadata: Metadata = { title: 'New role' };

export default async function NewRole({ searchParams }: { searchParams: Search }) {
  const { viewer, from, as, draft, begin, lost } = await startOf(searchParams);
  const shown = draft ?? begin;
  return (
    <RoleFrame
      of={null}
      here="New role"
      detail={
        from
          ? `A copy of ${begin.name.replace(/, copy$/, '')}, to be changed.`
          : 'What no cell permits is refused.'
      }
    >
      {lost.length > 0 ? (
        <Note tone="warn" className="mb-4" title="A policy cannot say everything that this role may.">
          Left out: {lost.join('; ')}.
        </Note>
      ) : null}
      <RoleEditor
        key={`${as} ${draft ? JSON.stringify(draft) : from}`}
        {...(await editorOf(viewer, shown, { policy: begin.policy }))}
        action={draftRole}
        of=""
        from={from}
        as={as}
        backHref={paths.roles}
        side={null}
      />
    </RoleFrame>
  );
}
