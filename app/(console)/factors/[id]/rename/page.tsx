import type { Metadata } from 'next';
import { RenameFactorForm } from '#components/factors/factor-forms.tsx';
import { renameFactor } from '../../actions.ts';
import { loadFactor } from '../../frame.ts';
import { VerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Rename second factor' };

export default async function RenameFactor({ params }: { params: Promise<{ id: string }> }) {
  const { factor, frame } = await loadFactor(params, 'rename');
  return (
    <VerbPage verb="Rename">
      <RenameFactorForm frame={{ ...frame, factor: null }} action={renameFactor} factor={factor} />
    </VerbPage>
  );
}
