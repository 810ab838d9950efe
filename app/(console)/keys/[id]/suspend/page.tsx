import type { Metadata } from 'next';
import { SuspendForm } from '#components/keys/simple-forms.tsx';
import { suspendKey } from '../../actions.ts';
import { loadVerb } from '../../load-key.ts';
import { usageOf } from '../../usage.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Suspend key' };

export default async function SuspendPage({ params }: VerbProps) {
  const { viewer, key, frame } = await loadVerb(params, 'suspend');
  return (
    <VerbPage keyOfPage={key}>
      <SuspendForm frame={frame} action={suspendKey} {...usageOf(key, viewer.now)} />
    </VerbPage>
  );
}
