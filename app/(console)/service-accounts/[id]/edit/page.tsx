import type { Metadata } from 'next';
import { EditAccountForm } from '#components/service-accounts/change-forms.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { editServiceAccount } from '../../actions.ts';
import { type AccountProps, loadAccountVerb } from '../../load.ts';
import { scopeGroups } from '../../scopes.ts';

export const metadata: Metadata = { title: 'Edit service account' };

export default async function EditPage({ params }: AccountProps) {
  const { viewer, account, frame, crumbs } = await loadAccountVerb(params, 'edit');
  return (
    <Page>
      <PageHead title={frame.name} crumbs={crumbs} />
      <EditAccountForm
        frame={frame}
        action={editServiceAccount}
        groups={await scopeGroups(viewer, account.environmentId)}
        scopes={account.scopes}
      />
    </Page>
  );
}
