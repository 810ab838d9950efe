import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NewAccountForm } from '#components/service-accounts/new-account-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { aheadOf } from '../../approvals/ahead.ts';
import { factorOf } from '../../factor.ts';
import { environmentOf } from '../../keys/factor.ts';
import { createServiceAccount } from '../actions.ts';
import { applicationsToServe } from '../may.ts';
import { scopeGroups } from '../scopes.ts';

export const metadata: Metadata = { title: 'New service account' };

export default async function NewServiceAccount() {
  const viewer = await requireViewer(paths.newServiceAccount);
  if (!viewer.can('service_account.create', 'ApiKey')) notFound();
  const applications = await applicationsToServe(viewer);
  return (
    <Page>
      <PageHead
        title="Service accounts"
        crumbs={[
          { label: 'Service accounts', href: paths.serviceAccounts },
          { label: 'New service account' },
        ]}
      />
      <NewAccountForm
        frame={{
          nonce: crypto.randomUUID(),
          returnTo: paths.newServiceAccount,
          backHref: paths.serviceAccounts,
          environment: environmentOf(viewer, viewer.environment),
          factor: factorOf(viewer),
          ahead: await aheadOf(viewer, 'service_account.create', viewer.environment),
          blocked:
            applications.length === 0
              ? 'No application of this environment may have a service account from you.'
              : null,
        }}
        action={createServiceAccount}
        applications={applications}
        groups={await scopeGroups(viewer)}
        ownAddress={viewer.address}
        publicUrl={env().publicUrl}
        now={viewer.now}
      />
    </Page>
  );
}
