import type { Metadata } from 'next';
import { ConnectionRemoveForm } from '#components/connections/connection-remove-form.tsx';
import { peopleOf } from '#components/connections/connection-words.tsx';
import { successorsOf } from '#lib/connections/console-queries.ts';
import { removeConnection } from '../../actions.ts';
import { lastEntranceWords, loadVerb } from '../../frame.ts';
import { sessionsEnd } from '../../sessions-end.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Remove connection' };

export default async function Remove({ params }: VerbProps) {
  const { viewer, connection, effects, frame } = await loadVerb(params, 'remove');
  const { id, name, people, enabled } = connection;
  const { sessions, applications } = effects;
  return (
    <VerbPage connection={connection}>
      <ConnectionRemoveForm
        frame={{
          ...frame,
          ...(effects.removalNarrows && { ahead: null }),
          blocked: enabled ? lastEntranceWords(effects) : null,
        }}
        action={removeConnection}
        connection={{ id, name }}
        effect={{
          tone: 'bad',
          title: `It is gone for good${people === 0 ? '' : `, and ${peopleOf(people)} with it`}. ${sessionsEnd(sessions)}`,
          text:
            people === 0
              ? 'Nobody belongs to it. Its history stays in the audit trail.'
              : 'Their roles go with them; what they did stays in the audit trail under their names.',
        }}
        applications={applications}
        successors={applications > 0 ? await successorsOf(viewer.reader, id) : []}
      />
    </VerbPage>
  );
}
