import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AssignForm, type OfferedRole } from '#components/operators/assign-form.tsx';
import { systemDefinition } from '#lib/access/definitions.ts';
import { gainsOf, withheldFrom } from '#lib/access/gains.ts';
import { type Role, roleNames } from '#lib/access/roles.ts';
import { grantSensitivity } from '#lib/assignments/effects.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { createAssignment } from '../../actions.ts';
import { loadOperator } from '../../frame.ts';
import { placeName } from '../../role-words.ts';
import { VerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Give a role' };

export default async function Assign({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, operator, frame } = await loadOperator(params, 'assign');
  if (operator.may.grant.length === 0 || operator.state === 'disabled') notFound();
  const tomorrow = new Date(viewer.now.getTime() + 86_400_000).toISOString().slice(0, 10);
  return (
    <VerbPage operator={operator}>
      <AssignForm
        frame={frame}
        action={createAssignment}
        operator={{ id: operator.id, name: operator.name }}
        roles={operator.may.grant.map((role) => offer(role, viewer))}
        environments={viewer.environments}
        firstDay={tomorrow}
      />
    </VerbPage>
  );
}

function offer(slug: Role, viewer: Viewer): OfferedRole {
  const { environments } = viewer;
  // Of a command's context the rule asks for access and actor alone, and a viewer has both.
  const places = [null, ...environments.map(({ id }) => id)];
  return {
    slug,
    ...roleNames[slug],
    critical: grantSensitivity(viewer, slug) === 'critical',
    gains: Object.fromEntries(
      places.map((id) => [
        id ?? '',
        {
          lines: gainsOf(systemDefinition(slug), id, placeName(id, environments)),
          withheld: withheldFrom(systemDefinition(slug), id),
        },
      ]),
    ),
  };
}
