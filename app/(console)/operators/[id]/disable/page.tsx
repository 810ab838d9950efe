import { Ban } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import type { OperatorPage } from '#lib/operators/queries.ts';
import { disableOperator } from '../../actions.ts';
import { loadOperator } from '../../frame.ts';
import { VerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Disable operator' };

export default async function Disable({ params }: { params: Promise<{ id: string }> }) {
  const { operator, frame } = await loadOperator(params, 'disable');
  if (!operator.may.disable) notFound();
  const blocked = operator.state === 'disabled' ? 'This operator is disabled already.' : null;
  const { id, name } = operator;
  return (
    <VerbPage operator={operator}>
      <ConfirmForm
        frame={{ ...frame, blocked }}
        action={disableOperator}
        id={id}
        title={`Disable ${name}`}
        effect={{ tone: 'bad', title: effectOf(operator), text: ownedBy(operator) }}
        next="Their roles are kept, and enabling gives them back. Keys go on as they are: to stop calls, revoke the keys."
        submit={{ label: 'Disable operator', pendingLabel: 'Disabling', icon: <Ban />, danger: true }}
        doneNotice={`${name} is disabled. Every session of theirs has ended.`}
      />
    </VerbPage>
  );
}

function effectOf({ sessions }: OperatorPage): string {
  if (sessions.length === 0) return 'They cannot sign in any more. No session of theirs is open now.';
  const open =
    sessions.length === 1 ? 'Their open session ends' : `Their ${sessions.length} open sessions end`;
  return `${open} with the next request, and they cannot sign in any more.`;
}

function ownedBy({ ownedApps }: OperatorPage): string {
  if (ownedApps.length === 0) return 'They own no application that you may see.';
  const names = ownedApps.slice(0, 3).map(({ name }) => name);
  const more = ownedApps.length > 3 ? ` and ${ownedApps.length - 3} more` : '';
  return `They own ${names.join(', ')}${more}: hand over what nobody else answers for.`;
}
