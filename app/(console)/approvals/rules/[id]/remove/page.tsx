import { Trash2 } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { othersInWords } from '#components/forms/approver-words.ts';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { approvalRules } from '#lib/approvals/ahead-queries.ts';
import { nearest } from '#lib/approvals/policy.ts';
import { defaultApprovals } from '#lib/approvals/rules.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { idFrom } from '../../../../found.ts';
import { removeRule } from '../../../actions.ts';
import { criticalFrame } from '../../../ahead.ts';
import { whatOf } from '../../rules.ts';

export const metadata: Metadata = { title: 'Remove an approval rule' };

export default async function RemoveRule({ params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const here = paths.removeApprovalRule(id);
  const viewer = await requireViewer(here);
  if (!viewer.can('approval.remove_policy', 'ApprovalPolicy')) notFound();
  const { rules } = await approvalRules(viewer.reader);
  const rule = rules.find((one) => one.id === id);
  if (!rule) notFound();
  const { command, environmentId, approvals } = rule;
  const others = rules.filter((one) => one !== rule);
  const then = nearest(others, command, environmentId)?.approvals ?? defaultApprovals;
  const place = viewer.environments.find((one) => one.id === environmentId)?.name ?? 'every environment';
  return (
    <Page>
      <PageHead
        title="Approval rules"
        crumbs={[
          { label: 'Approvals', href: paths.approvals },
          { label: 'Approval rules', href: paths.approvalRules },
        ]}
      />
      <ConfirmForm
        frame={await criticalFrame(viewer, 'approval.remove_policy', here, paths.approvalRules)}
        action={removeRule}
        id={id}
        title="Remove an approval rule"
        critical
        effect={{
          tone: then < approvals ? 'bad' : 'warn',
          title: `${whatOf(command)} in ${place} waits for ${othersInWords(then)} from then on.`,
          text: `Now it waits for ${othersInWords(approvals)}.`,
        }}
        next="What waits already goes on waiting for as many people as when it was asked for."
        submit={{ label: 'Remove rule', pendingLabel: 'Removing', icon: <Trash2 />, danger: true }}
        doneNotice="The rule is removed."
      />
    </Page>
  );
}
