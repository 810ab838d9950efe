'use client';

import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import { type FormAction, useForm } from '#components/forms/use-form.ts';
import { ActionForm } from '#components/ui/action-form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';

export type SetupAction = FormAction<never>;

interface SetupFormProps {
  action: SetupAction;
  submit: { label: string; pendingLabel: string };
  /** The controls, given the server's words by field. */
  children(fields: Record<string, string>): ReactNode;
}

/** One step: it posts without scripts, keeps what was typed, and leads on by itself. */
export function SetupForm({ action, submit, children }: SetupFormProps) {
  const { state, fields, form } = useForm(action);
  return (
    <ActionForm {...form}>
      <div className="grid gap-4">
        {children(fields)}
        <FormOutcome state={state as FormState} />
        <div className="row">
          <SubmitButton variant="primary" icon={<ArrowRight />} pendingLabel={submit.pendingLabel}>
            {submit.label}
          </SubmitButton>
        </div>
      </div>
    </ActionForm>
  );
}
