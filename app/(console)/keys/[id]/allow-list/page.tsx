import type { Metadata } from 'next';
import { AllowListForm } from '#components/allow-lists/allow-list-form.tsx';
import { applicationListWords } from '#components/allow-lists/list-words.ts';
import { aheadOf } from '../../../approvals/ahead.ts';
import { editKeyAllowList } from '../../actions.ts';
import { loadVerb } from '../../load-key.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Edit allow-list' };

export default async function AllowListPage({ params }: VerbProps) {
  const { viewer, key, frame } = await loadVerb(params, 'allow-list');
  return (
    <VerbPage keyOfPage={key}>
      <AllowListForm
        frame={{ ...frame, ahead: await aheadOf(viewer, 'key.edit_allow_list', key.environmentId) }}
        action={editKeyAllowList}
        list={key.allowList}
        kind={key.kind}
        ownAddress={viewer.address}
        also={applicationListWords(key.application.name, key.applicationList)}
      />
    </VerbPage>
  );
}
