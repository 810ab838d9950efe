import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DutyForm } from '#components/duties/duty-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { choosable } from '#lib/duties/queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../approvals/ahead.ts';
import { createDuty } from '../actions.ts';

export const metadata: Metadata = { title: 'New rule' };

export default async function NewDuty() {
  const viewer = await requireViewer(paths.newDuty);
  if (!viewer.can('duty.create', 'DutyRule')) notFound();
  return (
    <Page>
      <PageHead
        title="Separation of duties"
        crumbs={[
          { label: 'Roles', href: paths.roles },
          { label: 'Separation of duties', href: paths.duties },
        ]}
      />
      <DutyForm
        frame={await criticalFrame(viewer, 'duty.create', paths.newDuty, paths.duties)}
        action={createDuty}
        choices={choosable()}
        environments={viewer.environments}
        rule={null}
      />
    </Page>
  );
}
