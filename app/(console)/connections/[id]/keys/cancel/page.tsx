import { X } from 'lucide-react';
import type { Metadata } from 'next';
import { ReviewForm } from '#components/connections/review-form.tsx';
import { cancelKeyRollover } from '../../../actions.ts';
import { loadKeys } from '../../../load-keys.ts';
import { VerbPage, type VerbProps } from '../../../verb-page.tsx';

export const metadata: Metadata = { title: 'Forget the next keys' };

export default async function Cancel({ params }: VerbProps) {
  const { connection, frame } = await loadKeys(params, 'cancel');
  return (
    <VerbPage connection={connection}>
      <ReviewForm
        frame={frame}
        action={cancelKeyRollover}
        id={connection.id}
        title={`Forget the next keys of ${connection.name}`}
        values={{ version: String(connection.version) }}
        effect={{
          tone: 'warn',
          title: 'What the provider encrypts for the next certificate can then not be opened.',
          text: 'Take that certificate out at the provider first. The keys in use stay as they are.',
        }}
        changes={[]}
        next="You can make other ones at any time."
        submit={{ label: 'Forget the next keys', pendingLabel: 'Forgetting', icon: <X />, danger: true }}
        doneNotice="The next keys are forgotten."
      />
    </VerbPage>
  );
}
