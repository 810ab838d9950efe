import type { Metadata } from 'next';
import { DutyForm } from '#components/duties/duty-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { choosable } from '#lib/duties/queries.ts';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../../approvals/ahead.ts';
import { editDuty } from '../../actions.ts';
import { loadDuty } from '../../load.ts';

export const metadata: Metadata = { title: 'Edit a rule' };

export default async function EditDuty({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, rule, here } = await loadDuty(params, 'edit');
  const { id, version, name, environmentId, mode, note } = rule;
  const first = `${rule.firstAction} ${rule.firstOn}`;
  const second = `${rule.secondAction} ${rule.secondOn}`;
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
        frame={await criticalFrame(viewer, 'duty.edit', here, paths.duties)}
        action={editDuty}
        choices={choosable()}
        environments={viewer.environments}
        rule={{ id, version, name, first, second, environmentId, mode, note }}
      />
    </Page>
  );
}
