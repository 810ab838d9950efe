'use client';

import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { useActionState } from 'react';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { AreaField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { ProofFields } from './proof-fields.tsx';

export type DoorState =
  | { kind: 'idle' }
  | { kind: 'invalid'; fields: Record<string, string>; message: string }
  | { kind: 'refused'; message: string; reference: string };

interface DoorFormProps {
  action(previous: DoorState, form: FormData): Promise<DoorState>;
  ask(): Promise<PublicKeyCredentialRequestOptionsJSON | null>;
}

/** The same form for the first person, the second one and whoever comes back: who that is, is known after the proof. */
export function DoorForm({ action, ask }: DoorFormProps) {
  const [state, send, sending] = useActionState<DoorState, FormData>(action, { kind: 'idle' });
  const fields = state.kind === 'invalid' ? state.fields : {};
  return (
    <ActionForm action={send} className="grid gap-5">
      <Fieldset label="What is it?" error={fields.mode}>
        <div className="grid gap-2 narrow:grid-cols-2">
          <RadioCard
            name="mode"
            value="real"
            required
            label="The real thing"
            detail="Effects are carried out"
          />
          <RadioCard name="mode" value="drill" required label="A drill" detail="Nothing is changed" />
        </div>
      </Fieldset>
      <AreaField
        label="Why"
        name="reason"
        required
        minLength={3}
        maxLength={400}
        hint="All account owners read it, and it stands in the audit trail."
        error={fields.reason}
      />
      {state.kind === 'invalid' && !sending ? <Note tone="bad" role="alert" title={state.message} /> : null}
      {state.kind === 'refused' && !sending ? (
        <Note tone="bad" role="alert" title={state.message}>
          Reference <span className="mono">{state.reference}</span>
        </Note>
      ) : null}
      <ProofFields
        ask={ask}
        withEmail
        passkeyLabel="Prove it with your passkey"
        codeLabel="Prove it with this code"
      />
    </ActionForm>
  );
}
