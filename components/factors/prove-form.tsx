'use client';

import { useActionState } from 'react';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import { StepUp } from '#components/forms/step-up.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { ActionForm } from '#components/ui/action-form.tsx';
import type { FormState, NeedsFactorState } from '#lib/action.ts';

interface ProveFormProps {
  /** Leads on by itself when it holds; asks again, with the error, when it does not. */
  action: FormAction<object>;
  /** How it is asked first. */
  asked: NeedsFactorState;
  values?: Record<string, string>;
  /** False before there is a session that a provider could prove something for. */
  withIdp?: boolean;
}

/** A second factor for its own sake: for the changes of the next minutes, or for a sign-in that waits for it. */
export function ProveForm({ action, asked, values = {}, withIdp = true }: ProveFormProps) {
  const [state, send] = useActionState<FormState<object>, FormData>(action, asked);
  return (
    <ActionForm action={send} className="grid gap-4">
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {state.kind === 'needsFactor' ? (
        <StepUp asked={state} withIdp={withIdp} />
      ) : (
        <FormOutcome state={state as FormState} />
      )}
    </ActionForm>
  );
}
