import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EditKeyForm } from '#components/keys/edit-form.tsx';
import { mayOn } from '#lib/access/ability.ts';
import { askScope, offeredScopes } from '#lib/keys/schema.ts';
import { editKey } from '../../actions.ts';
import { loadVerb } from '../../load-key.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Edit key' };

export default async function EditPage({ params }: VerbProps) {
  const { viewer, key, frame } = await loadVerb(params, 'edit');
  // A service account is edited as one, on its own page.
  if (key.kind === 'service') notFound();
  const production = { environmentId: 'production', applicationId: null };
  const mayLetAsk = mayOn(viewer.access, 'key.create', 'ApiKey', production);
  return (
    <VerbPage keyOfPage={key}>
      <EditKeyForm
        frame={frame}
        action={editKey}
        offered={mayLetAsk ? [...offeredScopes, askScope] : offeredScopes}
        scopes={key.scopes}
      />
    </VerbPage>
  );
}
