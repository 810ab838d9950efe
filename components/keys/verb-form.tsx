'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { AreaField } from '#components/ui/field.tsx';
import { FormOutcome } from '#components/ui/form-outcome.tsx';
import { Note } from '#components/ui/note.tsx';
import { notify } from '#components/ui/notices.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';
import { DialogPanel, type Environment } from './dialog-panel.tsx';
import { type Factor, FactorNote } from './factor-note.tsx';
import { type FormAction, useForm } from './use-form.ts';

/** What every verb's page brings. */
export interface VerbFrame {
  id: string;
  name: string;
  nonce: string;
  returnTo: string;
  /** Where its subject is: after it is done, and instead. */
  backHref: string;
  /** Why it cannot be done now; the form is then not offered. */
  blocked: string | null;
  environment: Environment;
  factor: Factor | null;
}

interface VerbFormProps<R> {
  frame: VerbFrame;
  action: FormAction<R>;
  title: string;
  width?: 600 | 920;
  /** The sentence with today's figures, first. */
  effect?: { tone: 'plain' | 'warn' | 'bad'; title: string; text?: ReactNode };
  /** Controls of its own, between the effect and the reason, given the server's words by field. */
  children?: (fields: Record<string, string>) => ReactNode;
  /** What happens next, how to undo it. */
  next: string;
  submit: { label: string; pendingLabel: string; icon: ReactNode; danger?: boolean; disabled?: boolean };
  critical?: boolean;
  doneNotice: string;
  /** What stands there when it is done; without it, its subject's page opens with the notice. */
  done?: (result: R) => ReactNode;
}

/** Every change is confirmed alike: effect, controls, reason, what comes next, second factor last. */
export function VerbForm<R>(props: VerbFormProps<R>) {
  const { frame, action, title, width, effect, children, next, submit, critical, doneNotice, done } = props;
  const { state, fields, form } = useForm(action);
  const router = useRouter();
  const leaves = state.kind === 'done' && !done;
  useEffect(() => {
    if (!leaves) return;
    notify(doneNotice);
    router.push(frame.backHref);
  }, [leaves, doneNotice, router, frame.backHref]);

  if (state.kind === 'done' && done) return done(state.result);
  if (leaves) return <Told frame={frame} title={title} tone="ok" text={doneNotice} />;
  // Only before it is sent: afterwards the page itself says what came of it.
  if (frame.blocked && state.kind === 'idle')
    return <Told frame={frame} title={title} text={frame.blocked} />;
  return (
    <DialogPanel title={title} environment={frame.environment} width={width} closeHref={frame.backHref}>
      <ActionForm {...form}>
        <input type="hidden" name="id" value={frame.id} />
        <input type="hidden" name="nonce" value={frame.nonce} />
        <input type="hidden" name="returnTo" value={frame.returnTo} />
        <DialogBody>
          {effect ? (
            <Note tone={effect.tone} title={effect.title}>
              {effect.text}
            </Note>
          ) : null}
          {children?.(fields)}
          <AreaField
            label="Reason"
            name="reason"
            required
            maxLength={400}
            hint="Goes into the audit trail under your name."
            error={fields.reason}
          />
          <FormOutcome state={state as FormState} />
          <p className="text-12 text-ink-3">{next}</p>
        </DialogBody>
        <DialogFoot said={<FactorNote factor={frame.factor} critical={critical} />}>
          <LinkButton href={frame.backHref}>Cancel</LinkButton>
          <SubmitButton
            variant={submit.danger ? 'danger' : 'primary'}
            icon={submit.icon}
            pendingLabel={submit.pendingLabel}
            disabled={submit.disabled}
          >
            {submit.label}
          </SubmitButton>
        </DialogFoot>
      </ActionForm>
    </DialogPanel>
  );
}

/** Nothing to confirm (any more): the sentence and the way back, also without scripts. */
function Told({
  frame,
  title,
  tone = 'plain',
  text,
}: {
  frame: VerbFrame;
  title: string;
  tone?: 'plain' | 'ok';
  text: string;
}) {
  return (
    <DialogPanel title={title} environment={frame.environment} closeHref={frame.backHref}>
      <DialogBody>
        <Note tone={tone} role="status" title={text} />
      </DialogBody>
      <DialogFoot>
        <LinkButton href={frame.backHref}>Go back</LinkButton>
      </DialogFoot>
    </DialogPanel>
  );
}
