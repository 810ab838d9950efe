'use client';

import { CircleCheck } from 'lucide-react';
import { Note } from '#components/ui/note.tsx';
import type { FormState } from '#lib/action.ts';
import { AwaitsNote, awaitedOf } from './awaits-approval.tsx';
import { StepUp } from './step-up.tsx';

/** What a form's last submission came to, where it was not simply done. Field errors stand at their fields. Stands inside the form. */
export function FormOutcome({ state }: { state: FormState }) {
  const awaited = awaitedOf(state);
  if (awaited) return <AwaitsNote awaited={awaited} linked />;
  switch (state.kind) {
    case 'invalid':
      return <Note tone="bad" role="alert" title={state.message} />;
    case 'refused':
      return (
        <Note tone="bad" role="alert" title={state.message}>
          Reference <span className="mono">{state.reference}</span>
        </Note>
      );
    case 'needsFactor':
      return <StepUp asked={state} />;
    case 'alreadyDone':
      return <Note tone="ok" role="status" icon={<CircleCheck />} title={state.message} />;
    default:
      return null;
  }
}
