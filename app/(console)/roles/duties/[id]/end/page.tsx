import { Trash2 } from 'lucide-react';
import type { Metadata } from 'next';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { paths } from '#lib/paths.ts';
import { criticalFrame } from '../../../../approvals/ahead.ts';
import { endDuty } from '../../actions.ts';
import { loadDuty } from '../../load.ts';

export const metadata: Metadata = { title: 'End a rule' };

export default async function EndDuty({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, rule, here } = await loadDuty(params, 'end');
  return (
    <Page>
      <PageHead
        title="Separation of duties"
        crumbs={[
          { label: 'Roles', href: paths.roles },
          { label: 'Separation of duties', href: paths.duties },
        ]}
      />
      <ConfirmForm
        frame={await criticalFrame(viewer, 'duty.end', here, paths.duties)}
        action={endDuty}
        id={rule.id}
        title={`End ${rule.name}`}
        critical
        effect={{
          tone: rule.mode === 'forbid' ? 'bad' : 'warn',
          title: `One person may hold ${rule.firstAction} and ${rule.secondAction} together from then on.`,
          text: 'What was refused because of it is not done by itself; it has to be asked for again.',
        }}
        next="An ended rule does not come back; its history stays."
        submit={{ label: 'End rule', pendingLabel: 'Ending', icon: <Trash2 />, danger: true }}
        doneNotice="The rule has ended."
      />
    </Page>
  );
}
