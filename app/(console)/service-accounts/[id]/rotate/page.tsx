import type { Metadata } from 'next';
import { RotateAccountForm } from '#components/service-accounts/change-forms.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { env } from '#lib/env.ts';
import { rotateServiceAccount } from '../../actions.ts';
import { type AccountProps, loadAccountVerb } from '../../load.ts';

export const metadata: Metadata = { title: 'Rotate service account' };

export default async function RotatePage({ params }: AccountProps) {
  const { viewer, account, frame, crumbs } = await loadAccountVerb(params, 'rotate');
  return (
    <Page>
      <PageHead title={frame.name} crumbs={crumbs} />
      <RotateAccountForm
        frame={frame}
        action={rotateServiceAccount}
        takesOver={!account.isReaders}
        publicUrl={env().publicUrl}
        now={viewer.now}
      />
    </Page>
  );
}
