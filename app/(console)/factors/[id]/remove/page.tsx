import type { Metadata } from 'next';
import { RemoveFactorForm } from '#components/factors/factor-forms.tsx';
import { factorsInWords } from '#components/factors/factor-words.tsx';
import type { FactorRow, Factors } from '#lib/factors/queries.ts';
import { removeFactor } from '../../actions.ts';
import { loadFactor } from '../../frame.ts';
import { VerbPage } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Remove second factor' };

export default async function RemoveFactor({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, factors, factor, frame } = await loadFactor(params, 'remove');
  const left = factorsInWords(without(factors, factor));
  return (
    <VerbPage verb="Remove">
      <RemoveFactorForm
        frame={frame}
        action={removeFactor}
        factor={factor}
        left={
          left
            ? `You keep ${left}.`
            : `Afterwards every critical change sends you to ${viewer.connection.name}.`
        }
      />
    </VerbPage>
  );
}

function without(factors: Factors, { id }: FactorRow): Factors {
  return {
    ...factors,
    passkeys: factors.passkeys.filter((row) => row.id !== id),
    totp: factors.totp?.id === id ? null : factors.totp,
  };
}
