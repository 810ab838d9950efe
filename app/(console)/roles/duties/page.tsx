import { Plus, Split } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DutyPanel } from '#components/duties/duty-panels.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { listDuties } from '#lib/duties/queries.ts';
import { paths } from '#lib/paths.ts';
import { orNotFound } from '../../found.ts';

export const metadata: Metadata = { title: 'Separation of duties' };

export default async function Duties() {
  const viewer = await requireViewer(paths.duties);
  if (!viewer.can('read', 'DutyRule')) notFound();
  const rules = await orNotFound(listDuties(viewer.reader));
  const nameOf = (id: string | null) => viewer.environments.find((one) => one.id === id)?.name;
  return (
    <Page>
      <PageHead
        title="Separation of duties"
        crumbs={[{ label: 'Roles', href: paths.roles }, { label: 'Separation of duties' }]}
        detail="Two permissions that one person must not hold both, whichever roles and groups bring them. What an account owner has by being one is left out."
        actions={
          viewer.can('duty.create', 'DutyRule') ? (
            <LinkButton variant="primary" icon={<Plus />} href={paths.newDuty}>
              New rule
            </LinkButton>
          ) : null
        }
      />
      <Stack>
        {rules.length === 0 ? (
          <Panel label="Rules">
            <Empty title="No rule yet" art={<Split />}>
              Keep apart what one person should not do from beginning to end, such as making keys and
              exporting the trail of it.
            </Empty>
          </Panel>
        ) : (
          rules.map((rule) => (
            <DutyPanel
              key={rule.id}
              rule={{
                ...rule,
                first: rule.firstAction,
                second: rule.secondAction,
                place: nameOf(rule.environmentId) ?? 'Any environment',
                broken: rule.broken.map((one) => ({ ...one, href: paths.operator(one.operatorId) })),
                editHref: viewer.can('duty.edit', 'DutyRule') ? paths.duty(rule.id, 'edit') : null,
                endHref: viewer.can('duty.end', 'DutyRule') ? paths.duty(rule.id, 'end') : null,
              }}
            />
          ))
        )}
      </Stack>
    </Page>
  );
}
