import { RotateCcwKey } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { counted, factorsInWords } from '#components/factors/factor-words.tsx';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { factorsOfOperator } from '#lib/factors/queries.ts';
import type { OperatorPage } from '#lib/operators/queries.ts';
import { aheadOf } from '../../../../approvals/ahead.ts';
import { resetFactors } from '../../../actions.ts';
import { loadOperator } from '../../../frame.ts';
import { VerbPage } from '../../../verb-page.tsx';

export const metadata: Metadata = { title: 'Reset second factors' };

export default async function ResetFactors({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, operator, frame } = await loadOperator(params, 'factors/reset');
  if (!operator.may.resetFactors) notFound();
  const factors = await factorsOfOperator(viewer.reader, operator.id);
  const words = factors && factorsInWords(factors);
  const blocked = words || factors?.former ? null : 'This operator has no second factor to reset.';
  return (
    <VerbPage operator={operator}>
      <ConfirmForm
        frame={{ ...frame, ahead: await aheadOf(viewer, 'factor.reset'), blocked }}
        action={resetFactors}
        id={operator.id}
        title={`Reset second factors of ${operator.name}`}
        effect={{
          tone: 'bad',
          title: words
            ? `${capital(words)} prove nothing any more.`
            : 'Their next sign-in may add a first second factor here.',
          text: effectOf(operator),
        }}
        next="They sign in at their provider and add new factors themselves. Make sure by voice or in person that it is they who asked: whoever resets a factor opens a way around it."
        submit={{
          label: 'Reset second factors',
          pendingLabel: 'Resetting',
          icon: <RotateCcwKey />,
          danger: true,
        }}
        critical
        doneNotice={`The second factors of ${operator.name} are reset. Every session of theirs has ended.`}
      />
    </VerbPage>
  );
}

function effectOf({ sessions }: OperatorPage): string {
  if (sessions.length === 0) return 'No session of theirs is open now.';
  return `${counted(sessions.length, 'open session')} of theirs ${sessions.length === 1 ? 'ends' : 'end'} with the next request.`;
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
