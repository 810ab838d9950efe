import { CirclePlay } from 'lucide-react';
import type { Metadata } from 'next';
import { peopleOf } from '#components/connections/connection-words.tsx';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { notTested } from '#lib/connections/rules.ts';
import { isTestedNow } from '#lib/connections/test-queries.ts';
import { enableConnection } from '../../actions.ts';
import { loadVerb } from '../../frame.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Enable connection' };

export default async function Enable({ params }: VerbProps) {
  const { viewer, connection, frame } = await loadVerb(params, 'enable');
  const tested = await isTestedNow(viewer.reader, connection.id);
  const { id, name, people, certificates, enabled } = connection;
  return (
    <VerbPage connection={connection}>
      <ConfirmForm
        frame={{
          ...frame,
          blocked: enabled ? 'This connection is enabled already.' : tested ? null : notTested,
        }}
        action={enableConnection}
        id={id}
        title={`Enable ${name}`}
        critical
        effect={{
          tone: 'warn',
          title: `From then on ${connection.entityId} says who ${people === 0 ? 'its people are. Nobody belongs to it yet' : `${peopleOf(people)} are`}.`,
          text: (
            <>
              Compare its certificate with the provider’s own page first: SHA-256{' '}
              <span className="mono [overflow-wrap:anywhere]">{certificates[0]?.fingerprint}</span>. These
              very settings have passed a test sign-in.
            </>
          ),
        }}
        next="Sign in through it with one person first. Disabling it is one step, and ends every session that began there."
        submit={{ label: 'Enable connection', pendingLabel: 'Enabling', icon: <CirclePlay /> }}
        doneNotice={`${name} is enabled.`}
      />
    </VerbPage>
  );
}
