import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RuleForm } from '#components/approvals/rule-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { approvalRules } from '#lib/approvals/ahead-queries.ts';
import { nearest } from '#lib/approvals/policy.ts';
import { defaultApprovals } from '#lib/approvals/rules.ts';
import { everyCommand } from '#lib/approvals/schema.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { knownCommands, titleOf } from '#lib/command-words.ts';
import { paths } from '#lib/paths.ts';
import { type Search, searchFrom } from '../../../found.ts';
import { setRule } from '../../actions.ts';
import { criticalFrame } from '../../ahead.ts';

export const metadata: Metadata = { title: 'Change an approval rule' };

export default async function EditRule({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.approvalRuleEdit);
  if (!viewer.can('approval.set_policy', 'ApprovalPolicy')) notFound();
  const { rules } = await approvalRules(viewer.reader);
  const asked = await searchFrom(searchParams);
  const command = knownCommands.find((name) => name === asked.command) ?? everyCommand;
  const environmentId = viewer.environments.find(({ id }) => id === asked.environment)?.id ?? null;
  const approvals = nearest(rules, command, environmentId)?.approvals ?? defaultApprovals;
  return (
    <Page>
      <PageHead
        title="Approval rules"
        crumbs={[
          { label: 'Approvals', href: paths.approvals },
          { label: 'Approval rules', href: paths.approvalRules },
        ]}
      />
      <RuleForm
        frame={
          await criticalFrame(viewer, 'approval.set_policy', paths.approvalRuleEdit, paths.approvalRules)
        }
        action={setRule}
        commands={knownCommands.map((name) => ({ name, title: titleOf(name) }))}
        environments={viewer.environments}
        rule={{ command, environmentId, approvals }}
      />
    </Page>
  );
}
