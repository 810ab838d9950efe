import type { Metadata } from 'next';
import { AllowListForm } from '#components/allow-lists/allow-list-form.tsx';
import { aheadOf } from '../../../approvals/ahead.ts';
import { editApplicationAllowList } from '../../actions.ts';
import { loadVerb } from '../../frame.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Edit allow-list' };

export default async function ApplicationAllowList({ params }: VerbProps) {
  const { viewer, application, frame } = await loadVerb(params, 'allow-list');
  const { id, name, allowList } = application;
  const ahead = await aheadOf(viewer, 'application.edit_allow_list', frame.environment.id);
  return (
    <VerbPage application={application}>
      <AllowListForm
        frame={{ ...frame, ahead, id, name, blocked: null }}
        action={editApplicationAllowList}
        list={allowList}
        ownAddress={viewer.address}
        also="It holds for every key of this application, besides the key’s own list: a call must pass both."
      />
    </VerbPage>
  );
}
