import type { Metadata } from 'next';
import { RotateForm } from '#components/keys/rotate-form.tsx';
import { env } from '#lib/env.ts';
import { rotateKey } from '../../actions.ts';
import { loadVerb } from '../../load-key.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Rotate key' };

export default async function RotatePage({ params }: VerbProps) {
  const { viewer, key, frame } = await loadVerb(params, 'rotate');
  return (
    <VerbPage keyOfPage={key}>
      <RotateForm
        frame={frame}
        action={rotateKey}
        applicationName={key.application.name}
        calls24h={key.calls24h}
        gateUrl={env().gateUrl}
        now={viewer.now}
      />
    </VerbPage>
  );
}
