import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { GrantForm } from '#components/role-requests/decide-form.tsx';
import { pathsAhead, previewAll } from '#lib/assignments/difference.ts';
import { isCriticalTogether } from '#lib/groups/queries.ts';
import { aheadOf } from '../../../ahead.ts';
import { grant } from '../../actions.ts';
import { loadRoleRequest } from '../../load.ts';
import { RequestVerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Grant a role' };

export default async function Grant({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, request, said, frame } = await loadRoleRequest(params, 'grant');
  const { role, environmentId, operator, group } = request;
  const { reader, actor, environments } = viewer;
  if (!request.may.decide && !frame.blocked) notFound();
  const brings = group?.holds ?? [{ role, environmentId }];
  const opened = await pathsAhead(
    reader,
    group
      ? { kind: 'into-group', groupId: group.id, operatorIds: [operator.id] }
      : { kind: 'to-person', operatorId: operator.id, role, environmentId },
  );
  return (
    <RequestVerbPage id={said.id} wish={said.wish}>
      <GrantForm
        frame={{ ...frame, ahead: await aheadOf(viewer, 'role_request.grant', environmentId) }}
        action={grant}
        request={said}
        preview={await previewAll(reader, [operator], brings, environments)}
        opened={opened}
        critical={opened.length > 0 || (await isCriticalTogether(reader, actor, brings))}
      />
    </RequestVerbPage>
  );
}
