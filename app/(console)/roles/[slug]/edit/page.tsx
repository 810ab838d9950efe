import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { RoleEditor } from '#components/roles/role-editor.tsx';
import { Note } from '#components/ui/note.tsx';
import { customDefinition } from '#lib/access/definitions.ts';
import { paths } from '#lib/paths.ts';
import { unpackDraft } from '#lib/roles/draft.ts';
import { type Search, searchFrom } from '../../../found.ts';
import { draftRole } from '../../actions.ts';
import { WhoIsAffected } from '../../affected.tsx';
import { editorOf } from '../../editor.ts';
import { loadCustom, type SlugParams } from '../../load.ts';
import { RoleFrame } from '../../role-frame.tsx';

export const metadata: Metadata = { title: 'Edit role' };

export default async function EditRole({
  params,
  searchParams,
}: {
  params: SlugParams;
  searchParams: Search;
}) {
  const { viewer, custom, blocked } = await loadCustom(params, 'edit');
  if (custom.retiredAt) notFound();
  if (blocked) redirect(paths.role(custom.slug));
  const said = await searchFrom(searchParams);
  const saved = { ...custom, policy: custom.policy ?? { rules: [] } };
  const draft = unpackDraft(said.draft) ?? saved;
  const after = customDefinition({ ...custom, ...draft });
  return (
    <RoleFrame of={custom} here="Edit" detail={`Version ${custom.version} is in force.`}>
      {custom.policy ? null : (
        <Note
          tone="warn"
          className="mb-4"
          title="What is saved cannot be read any more, so the role gives nothing now."
        >
          It names permissions that are no more. The editor begins with nothing.
        </Note>
      )}
      <RoleEditor
        key={`${said.as} ${said.draft}`}
        {...(await editorOf(viewer, draft, saved))}
        action={draftRole}
        of={custom.slug}
        from=""
        as={said.as === 'json' ? 'json' : 'matrix'}
        backHref={paths.role(custom.slug)}
        side={<WhoIsAffected viewer={viewer} slug={custom.slug} after={after} />}
      />
    </RoleFrame>
  );
}
