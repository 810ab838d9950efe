import { CirclePlay } from 'lucide-react';
import type { Metadata } from 'next';
import { ReviewForm } from '#components/connections/review-form.tsx';
import { beginKeyRollover } from '../../../actions.ts';
import { loadKeys } from '../../../load-keys.ts';
import { VerbPage, type VerbProps } from '../../../verb-page.tsx';

export const metadata: Metadata = { title: 'Make the next keys' };

export default async function Begin({ params }: VerbProps) {
  const { connection, frame } = await loadKeys(params, 'begin');
  return (
    <VerbPage connection={connection}>
      <ReviewForm
        frame={frame}
        action={beginKeyRollover}
        id={connection.id}
        title={`Make the next keys of ${connection.name}`}
        values={{ version: String(connection.version) }}
        effect={{
          tone: 'plain',
          title: 'Sign-ins go on as they are: we sign with the present key until you use the next one.',
          text: 'Our metadata names both pairs from then on, and what the provider encrypts for either is opened.',
        }}
        changes={[]}
        next="Give the provider our metadata again, then use the next keys. Until then they can be forgotten."
        submit={{ label: 'Make the next keys', pendingLabel: 'Making', icon: <CirclePlay /> }}
        doneNotice="The next keys are made."
      />
    </VerbPage>
  );
}
