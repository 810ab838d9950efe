import { Ban } from 'lucide-react';
import type { Metadata } from 'next';
import { peopleOf } from '#components/connections/connection-words.tsx';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { disableConnection } from '../../actions.ts';
import { lastEntranceWords, loadVerb } from '../../frame.ts';
import { sessionsEnd } from '../../sessions-end.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Disable connection' };

export default async function Disable({ params }: VerbProps) {
  const { viewer, connection, effects, frame } = await loadVerb(params, 'disable');
  const { id, name, people, enabled } = connection;
  const own = viewer.connection.id === id ? ' You came in through it: your own session ends, too.' : '';
  const blocked = enabled ? lastEntranceWords(effects) : 'This connection is disabled already.';
  return (
    <VerbPage connection={connection}>
      <ConfirmForm
        frame={{ ...frame, blocked }}
        action={disableConnection}
        id={id}
        title={`Disable ${name}`}
        critical
        effect={{
          tone: 'bad',
          title: `${people === 0 ? 'Nobody signs' : `${peopleOf(people)} cannot sign`} in through it any more. ${sessionsEnd(effects.sessions)}`,
          text: `Keys go on as they are.${own}`,
        }}
        next="Its people, their roles and its settings are kept: enabling it again gives all of it back."
        submit={{ label: 'Disable connection', pendingLabel: 'Disabling', icon: <Ban />, danger: true }}
        doneNotice={`${name} is disabled. Every session that began there has ended.`}
      />
    </VerbPage>
  );
}
