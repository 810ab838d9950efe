'use client';

import { Fingerprint } from 'lucide-react';
import { type ReactNode, useActionState, useState } from 'react';
import { awaitedOf } from '#components/forms/awaits-approval.tsx';
import { RequestEnds } from '#components/forms/request-ends.tsx';
import type { FormState } from '#lib/action.ts';
import { ActionForm } from './action-form.tsx';
import { Button, type ButtonLook } from './button.tsx';
import { Dialog, DialogBody, DialogFoot } from './dialog.tsx';
import { AreaField } from './field.tsx';
import { newFormNonce } from './form-nonce.ts';
import { FormOutcome } from './form-outcome.tsx';
import { Note } from './note.tsx';
import { notify } from './notices.tsx';
import { SubmitButton } from './submit-button.tsx';

export interface ConfirmProps<R> {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  tag?: ReactNode;
  width?: 440 | 600;
  /** The sentence with today's figures: "2 applications called with this key in the last 24 h: 1,204 calls." */
  effect: { tone?: 'plain' | 'warn' | 'bad'; title: ReactNode; text?: ReactNode };
  action: (previous: FormState<R>, form: FormData) => Promise<FormState<R>>;
  /** Hidden inputs: the subject's id and what else the command takes. */
  values: Record<string, string>;
  /** False leaves the reason out; a string is its hint. */
  reason?: string | false;
  /** Controls of its own, between the effect and the reason. */
  children?: ReactNode;
  /** Last in the body: what happens next, how to undo it. */
  next?: ReactNode;
  /** At the left of the foot: how old the second factor is. */
  factor?: ReactNode;
  submit: { label: string; pendingLabel: string; danger?: boolean; icon?: ReactNode };
  /** Shown as a notice when it is done. */
  doneNotice: string;
  onDone?: (result: R) => void;
}

/** Every dangerous action: the effect first, then the reason, the second factor last. Opened from outside, by a menu. */
export function ConfirmDialog<R>(props: ConfirmProps<R>) {
  const { open, onOpenChange, title, tag, width } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} tag={tag} width={width ?? 440}>
      <ConfirmForm {...props} />
    </Dialog>
  );
}

function ConfirmForm<R>({
  onOpenChange,
  effect,
  action,
  values,
  reason,
  children,
  next,
  factor,
  submit,
  doneNotice,
  onDone,
}: ConfirmProps<R>) {
  const [once] = useState(() => ({ nonce: newFormNonce(), returnTo: location.pathname + location.search }));
  const submitAndTell = async (previous: FormState<R>, form: FormData) => {
    const outcome = await action(previous, form);
    if (outcome.kind === 'done') {
      notify(doneNotice);
      onOpenChange(false);
      onDone?.(outcome.result);
    }
    return outcome;
  };
  const [state, send] = useActionState<FormState<R>, FormData>(submitAndTell, { kind: 'idle' });
  const fields = state.kind === 'invalid' ? state.fields : {};
  const asked = state.kind === 'needsFactor' ? state : null;
  return (
    <ActionForm action={send}>
      {Object.entries({ ...once, ...values }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <DialogBody>
        <Note tone={effect.tone ?? 'warn'} title={effect.title}>
          {effect.text}
        </Note>
        {children}
        {reason === false ? null : (
          <AreaField
            label="Reason"
            name="reason"
            required
            maxLength={500}
            hint={reason ?? 'Goes into the audit trail under your name.'}
            error={fields.reason}
          />
        )}
        <FormOutcome state={state as FormState} />
        {next ? <p className="text-12 text-ink-3">{next}</p> : null}
      </DialogBody>
      <DialogFoot said={asked ? <RequestEnds asked={asked} /> : factor ? <Said>{factor}</Said> : null}>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        {asked || awaitedOf(state as FormState) ? null : (
          <SubmitButton
            variant={submit.danger ? 'danger' : 'primary'}
            icon={submit.icon}
            pendingLabel={submit.pendingLabel}
          >
            {submit.label}
          </SubmitButton>
        )}
      </DialogFoot>
    </ActionForm>
  );
}

function Said({ children }: { children: ReactNode }) {
  return (
    <>
      <Fingerprint />
      {children}
    </>
  );
}

/** A button and its confirmation in one. */
export function ConfirmButton<R>({
  button,
  ...confirm
}: { button: ButtonLook & { label: ReactNode } } & Omit<ConfirmProps<R>, 'open' | 'onOpenChange'>) {
  const [open, setOpen] = useState(false);
  const { label, ...look } = button;
  return (
    <>
      <Button {...look} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <ConfirmDialog {...confirm} open={open} onOpenChange={setOpen} />
    </>
  );
}
