import { Check } from 'lucide-react';
import type { Metadata } from 'next';
import { ReviewForm } from '#components/connections/review-form.tsx';
import { finishKeyRollover } from '../../../actions.ts';
import { loadKeys } from '../../../load-keys.ts';
import { VerbPage, type VerbProps } from '../../../verb-page.tsx';

export const metadata: Metadata = { title: 'Use the next keys' };

export default async function Finish({ params }: VerbProps) {
  const { connection, next, frame } = await loadKeys(params, 'finish');
  return (
    <VerbPage connection={connection}>
      <ReviewForm
        frame={frame}
        action={finishKeyRollover}
        id={connection.id}
        title={`Use the next keys of ${connection.name}`}
        values={{ version: String(connection.version) }}
        effect={{
          tone: connection.enabled ? 'warn' : 'plain',
          title: 'We sign with the next key at once, and the former keys are gone for good.',
          text: 'A provider that checks our signature must know the next certificate by now, or it refuses every sign-in.',
        }}
        changes={next ? [{ field: 'We sign with', after: `SHA-256 ${next.signing.fingerprint}` }] : []}
        next="Make a test sign-in right after, and stay signed in until it has passed."
        submit={{ label: 'Use the next keys', pendingLabel: 'Changing', icon: <Check /> }}
        doneNotice="The next keys are in use."
      />
    </VerbPage>
  );
}
