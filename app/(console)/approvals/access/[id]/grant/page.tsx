import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { GrantForm } from '#components/role-requests/decide-form.tsx';
import { pathsAhead } from '#lib/assignments/difference.ts';
import { previewRoles } from '#lib/assignments/preview.ts';
import { grantableRoles } from '#lib/operators/queries.ts';
import { aheadOf } from '../../../ahead.ts';
import { grant } from '../../actions.ts';
import { loadRoleRequest } from '../../load.ts';
import { RequestVerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Grant a role' };

export default async function Grant({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, request, said, frame } = await loadRoleRequest(params, 'grant');
  const { environmentId, operator } = request;
  const { reader, actor, environments } = viewer;
  const roles = await grantableRoles(reader, { operatorId: operator.id });
  const wanted = roles.filter(({ slug }) => slug === request.role);
  const [offered] = await previewRoles(reader, actor, [operator], wanted, environments);
  const preview = offered?.previews[environmentId ?? ''];
  if (!request.may.decide || !offered || !preview) notFound();
  const given = { operatorId: operator.id, role: request.role, environmentId };
  const opened = await pathsAhead(reader, { kind: 'to-person', ...given });
  return (
    <RequestVerbPage id={said.id} wish={said.wish}>
      <GrantForm
        frame={{ ...frame, ahead: await aheadOf(viewer, 'role_request.grant', environmentId) }}
        action={grant}
        request={said}
        preview={preview}
        opened={opened}
        critical={offered.critical || opened.length > 0}
      />
    </RequestVerbPage>
  );
}
