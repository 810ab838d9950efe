import type { Metadata } from 'next';
import { RevokeForm } from '#components/keys/simple-forms.tsx';
import { revokeKey } from '../../actions.ts';
import { loadVerb } from '../../load-key.ts';
import { usageOf } from '../../usage.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Revoke key' };

export default async function RevokePage({ params }: VerbProps) {
  const { viewer, key, frame } = await loadVerb(params, 'revoke');
  return (
    <VerbPage keyOfPage={key}>
      <RevokeForm frame={frame} action={revokeKey} {...usageOf(key, viewer.now)} />
    </VerbPage>
  );
}
