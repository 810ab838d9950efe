import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RuleTable } from '#components/approvals/rule-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { approvalRules, setupMode } from '#lib/approvals/ahead-queries.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { rulesOf } from './rules.ts';

export const metadata: Metadata = { title: 'Approval rules' };

export default async function ApprovalRules() {
  const viewer = await requireViewer(paths.approvalRules);
  if (!viewer.can('read', 'ApprovalPolicy')) notFound();
  const [{ rules }, setup] = await Promise.all([approvalRules(viewer.reader), setupMode()]);
  const may = viewer.can('approval.set_policy', 'ApprovalPolicy');
  return (
    <Page>
      <PageHead
        title="Approval rules"
        crumbs={[{ label: 'Approvals', href: paths.approvals }, { label: 'Approval rules' }]}
        detail="How many other people a critical change waits for. What takes away never waits: revoking, suspending, ending."
        actions={
          may ? (
            <LinkButton variant="primary" icon={<Plus />} href={paths.approvalRuleEdit}>
              Set a rule
            </LinkButton>
          ) : null
        }
      />
      <Stack>
        {setup ? (
          <Note tone="warn" title="Nothing waits yet: this installation is being set up.">
            {setup.missing === 1 ? 'One more account owner has' : 'Two account owners have'} to sign in with a
            second factor first. Until then critical changes take effect at once, and the trail says that
            nobody else approved them. From then on the rules below count, for good.
          </Note>
        ) : null}
        <Panel
          label="Approval rules"
          footer="The nearest rule counts: of this change in this environment, of this change, of every change in this environment, of every change."
        >
          <RuleTable rules={rulesOf(rules, viewer.environments, may)} />
        </Panel>
      </Stack>
    </Page>
  );
}
