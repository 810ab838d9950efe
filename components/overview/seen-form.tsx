'use client';

import { useActionState } from 'react';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';

interface SeenFormProps {
  id: string;
  nonce: string;
  /** What is signed off, for those who hear the button alone. */
  said: string;
  action: (previous: FormState<{ id: string }>, form: FormData) => Promise<FormState<{ id: string }>>;
}

/** Signs a notice off for all account owners; the row goes with it. */
export function SeenForm({ id, nonce, said, action }: SeenFormProps) {
  const [state, send] = useActionState(action, { kind: 'idle' });
  return (
    <form action={send}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="nonce" value={nonce} />
      <FormOutcome state={state} />
      {state.kind === 'needsFactor' ? null : (
        <SubmitButton size="sm" variant="quiet" pendingLabel="Seen">
          Seen
          <span className="sr-only">: {said}</span>
        </SubmitButton>
      )}
    </form>
  );
}
