import { CircleCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { enableOperator } from '../../actions.ts';
import { loadOperator } from '../../frame.ts';
import { inForce } from '../../in-force.ts';
import { placedRole } from '../../role-words.ts';
import { VerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Enable operator' };

export default async function Enable({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, operator, frame } = await loadOperator(params, 'enable');
  if (!operator.may.enable) notFound();
  const blocked = operator.state === 'active' ? 'This operator is active already.' : null;
  const roles = operator.assignments
    .filter((held) => inForce(held, viewer.now))
    .map((held) => placedRole(held, viewer.environments));
  return (
    <VerbPage operator={operator}>
      <ConfirmForm
        frame={{ ...frame, blocked }}
        action={enableOperator}
        id={operator.id}
        title={`Enable ${operator.name}`}
        effect={{
          tone: 'plain',
          title: `They can sign in again through ${operator.connection.name}.`,
          text: roles.length > 0 ? `With the roles they had: ${roles.join(', ')}.` : 'They hold no role.',
        }}
        next="To undo it, disable them again."
        submit={{ label: 'Enable operator', pendingLabel: 'Enabling', icon: <CircleCheck /> }}
        doneNotice={`${operator.name} is enabled.`}
      />
    </VerbPage>
  );
}
