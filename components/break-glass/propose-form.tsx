'use client';

import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { type ReactNode, useActionState, useState } from 'react';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { AreaField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { ProofFields } from './proof-fields.tsx';
import type { ProposeState } from './states.ts';
import { WhatIsProven } from './what-is-proven.tsx';

interface ProposeFormProps {
  action(previous: ProposeState, form: FormData): Promise<ProposeState>;
  ask(binding: string): Promise<PublicKeyCredentialRequestOptionsJSON | null>;
  command: string;
  /** What is settled by the choice that led here. */
  values: Record<string, string>;
  /** What is still to be typed; null where the choice says all. */
  field: { name: string; label: string; hint: string; rows: number } | null;
  /** Where the choice says all, what it comes to, as the server judged it. */
  first: ProposeState;
  drill: boolean;
  other: string;
  backHref: string;
  /** What stands before the field: what there is now. */
  children?: ReactNode;
}

/** First what it would do, then the proof of just that; what is typed after that is another thing and asks anew. */
export function ProposeForm(props: ProposeFormProps) {
  const { action, ask, command, values, field, first, drill, other, backHref, children } = props;
  const [state, send, sending] = useActionState<ProposeState, FormData>(action, first);
  const [changing, setChanging] = useState<ProposeState | null>(null);
  const shown = state.kind === 'preview' && changing !== state ? state : null;
  const errors = state.kind === 'invalid' ? state.fields : {};
  return (
    <ActionForm action={send} className="grid gap-4">
      <input type="hidden" name="command" value={command} />
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={`input.${name}`} value={value} />
      ))}
      <div hidden={shown !== null} className="grid gap-4">
        {children}
        {field ? (
          <>
            <AreaField
              label={field.label}
              name={`input.${field.name}`}
              rows={field.rows}
              required
              hint={field.hint}
              spellCheck={false}
              autoComplete="off"
              className="font-mono text-12"
              error={errors[field.name]}
            />
            <div className="row">
              <SubmitButton variant="primary" pendingLabel="Looking" disabled={shown !== null}>
                See what it does
              </SubmitButton>
              <LinkButton href={backHref}>Back</LinkButton>
            </div>
          </>
        ) : null}
      </div>
      {state.kind === 'refused' && !sending ? (
        <Note
          tone="bad"
          role="alert"
          title={state.message}
          end={
            field ? null : (
              <LinkButton size="sm" href={backHref}>
                Back
              </LinkButton>
            )
          }
        >
          Reference <span className="mono">{state.reference}</span>
        </Note>
      ) : null}
      {state.kind === 'invalid' && (!field || !errors[field.name]) ? (
        <Note tone="bad" role="alert" title={Object.values(errors)[0] ?? state.message} />
      ) : null}
      {shown ? (
        <Panel title="You propose" pad>
          <WhatIsProven summary={shown.summary} binding={shown.binding}>
            {drill
              ? `In this drill it is judged and recorded, not done. ${other} confirms it next.`
              : `Nothing happens before ${other} has confirmed it with a proof of their own.`}
          </WhatIsProven>
          {shown.error && !sending ? (
            <Note tone="bad" role="alert" title={shown.error.message} className="mt-4">
              Reference <span className="mono">{shown.error.reference}</span>
            </Note>
          ) : null}
          <div className="mt-5">
            <ProofFields
              ask={() => ask(shown.binding)}
              passkeyLabel="Propose with your passkey"
              codeLabel="Propose with this code"
            />
          </div>
          <div className="mt-4 border-t border-line pt-4">
            {field ? (
              <Button variant="quiet" onClick={() => setChanging(state)}>
                Change it
              </Button>
            ) : (
              <LinkButton variant="quiet" href={backHref}>
                Choose another
              </LinkButton>
            )}
          </div>
        </Panel>
      ) : null}
    </ActionForm>
  );
}
