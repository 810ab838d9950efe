import type { Metadata } from 'next';
import { ApplicationEditForm } from '#components/applications/application-edit-form.tsx';
import { editApplication } from '../../actions.ts';
import { loadVerb } from '../../frame.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Edit application' };

export default async function EditApplication({ params }: VerbProps) {
  const { application, frame } = await loadVerb(params, 'edit');
  const { id, name, description } = application;
  return (
    <VerbPage application={application}>
      <ApplicationEditForm frame={frame} action={editApplication} application={{ id, name, description }} />
    </VerbPage>
  );
}
