import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { Ahead } from '#components/forms/approval-ahead.tsx';
import { AssignForm, type OfferedRole } from '#components/operators/assign-form.tsx';
import type { RoleDefinition } from '#lib/access/definitions.ts';
import { gainsOf, withheldFrom } from '#lib/access/gains.ts';
import { grantSensitivity, weightOf } from '#lib/assignments/effects.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { grantableRoles } from '#lib/operators/queries.ts';
import { aheadOf } from '../../../approvals/ahead.ts';
import { createAssignment } from '../../actions.ts';
import { loadOperator } from '../../frame.ts';
import { placeName } from '../../role-words.ts';
import { VerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Give a role' };

export default async function Assign({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, operator, frame } = await loadOperator(params, 'assign');
  if (operator.may.grant.length === 0 || operator.state === 'disabled') notFound();
  const roles = await grantableRoles(viewer.reader, { operatorId: operator.id });
  const tomorrow = new Date(viewer.now.getTime() + 86_400_000).toISOString().slice(0, 10);
  return (
    <VerbPage operator={operator}>
      <AssignForm
        frame={frame}
        aheads={await aheadsOf(viewer)}
        action={createAssignment}
        operator={{ id: operator.id, name: operator.name }}
        roles={roles.map((role) => offer(role, viewer))}
        environments={viewer.environments}
        firstDay={tomorrow}
      />
    </VerbPage>
  );
}

/** By the place that is chosen: each environment may have a rule of its own. */
async function aheadsOf(viewer: Viewer): Promise<Record<string, Ahead>> {
  const places = [null, ...viewer.environments.map(({ id }) => id)];
  const aheads = places.map(
    async (id) => [id ?? '', await aheadOf(viewer, 'assignment.create', id)] as const,
  );
  return Object.fromEntries(await Promise.all(aheads));
}

function offer(role: RoleDefinition, viewer: Viewer): OfferedRole {
  const { environments } = viewer;
  // Of a command's context the rule asks for access and actor alone, and a viewer has both.
  const places = [null, ...environments.map(({ id }) => id)];
  return {
    slug: role.slug,
    name: role.name,
    does: role.does,
    critical: grantSensitivity(viewer, weightOf(role)) === 'critical',
    gains: Object.fromEntries(
      places.map((id) => [
        id ?? '',
        {
          lines: gainsOf(role, id, placeName(id, environments)),
          withheld: withheldFrom(role, id),
        },
      ]),
    ),
  };
}
