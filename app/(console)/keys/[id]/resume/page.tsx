import type { Metadata } from 'next';
import { ResumeForm } from '#components/keys/simple-forms.tsx';
import { resumeKey } from '../../actions.ts';
import { loadVerb } from '../../load-key.ts';
import { usageOf } from '../../usage.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Resume key' };

export default async function ResumePage({ params }: VerbProps) {
  const { viewer, key, frame } = await loadVerb(params, 'resume');
  return (
    <VerbPage keyOfPage={key}>
      <ResumeForm frame={frame} action={resumeKey} {...usageOf(key, viewer.now)} />
    </VerbPage>
  );
}
