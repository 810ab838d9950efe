'use client';

import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { useActionState } from 'react';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Note } from '#components/ui/note.tsx';
import { ProofFields } from './proof-fields.tsx';
import type { ConfirmState } from './states.ts';

interface ConfirmEffectFormProps {
  action(previous: ConfirmState, form: FormData): Promise<ConfirmState>;
  ask(binding: string): Promise<PublicKeyCredentialRequestOptionsJSON | null>;
  id: string;
  binding: string;
  drill: boolean;
}

/** The second proof. In the real thing the button is red: with it, it is done. */
export function ConfirmEffectForm({ action, ask, id, binding, drill }: ConfirmEffectFormProps) {
  const [state, send, sending] = useActionState<ConfirmState, FormData>(action, { kind: 'idle' });
  return (
    <ActionForm action={send} className="grid gap-4">
      <input type="hidden" name="id" value={id} />
      {state.kind === 'refused' && !sending ? (
        <Note tone="bad" role="alert" title={state.message}>
          Reference <span className="mono">{state.reference}</span>
        </Note>
      ) : null}
      <ProofFields
        ask={() => ask(binding)}
        danger={!drill}
        passkeyLabel={drill ? 'Confirm with your passkey' : 'Do it, with your passkey'}
        codeLabel={drill ? 'Confirm with this code' : 'Do it, with this code'}
      />
    </ActionForm>
  );
}
