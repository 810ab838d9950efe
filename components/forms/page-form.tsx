'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { FormOutcome } from '#components/forms/form-outcome.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import { notify } from '#components/ui/notices.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';
import { type Ahead, ApprovalAhead } from './approval-ahead.tsx';
import { AwaitsApproval, awaitedOf } from './awaits-approval.tsx';
import { CodeWithoutScripts } from './code-without-scripts.tsx';
import { DialogPanel, type Environment } from './dialog-panel.tsx';
import type { Factor } from './factor-note.tsx';
import { FormFoot } from './form-foot.tsx';
import { type FormAction, useForm } from './use-form.ts';

/** What every form that has a page of its own is given by that page. */
export interface PageFrame {
  /** Random per rendered form: a second submission changes nothing. */
  nonce: string;
  /** This page. */
  returnTo: string;
  /** Where its subject is: after it is done, and instead. */
  backHref: string;
  /** Whose edge it bears; null for what belongs to the whole installation. */
  environment: Environment | null;
  /** Null where the change asks for no second factor. */
  factor: Factor | null;
  /** What a critical change will wait for; said before it is sent. */
  ahead?: Ahead | null;
  /** Why it cannot be done now; the form is then not offered. */
  blocked?: string | null;
}

export interface PageFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  title: string;
  values?: Record<string, string>;
  width?: 600 | 920 | undefined;
  submit: { label: string; pendingLabel: string; icon?: ReactNode; danger?: boolean; disabled?: boolean };
  critical?: boolean;
  /** A proof of its own, though it is not critical. */
  bound?: boolean;
  doneNotice: string;
  /** Where it leads when it is done; without it, back. */
  doneHref?(result: R): string;
  /** Where an earlier submission of the same form led. */
  madeHref?(subjectId: string): string;
  /** What stands there when it is done, in place of the sentence that leads on: a token that is shown once. */
  done?(result: R): ReactNode;
  /** Below what came of it: what happens next. */
  after?: ReactNode;
  /** The controls, given the server's words by field. */
  children(fields: Record<string, string>): ReactNode;
}

/** A form as a page: it posts without scripts, keeps what was typed, and leads on when it is done. */
export function PageForm<R>(props: PageFormProps<R>) {
  const { frame, action, title, width, values = {}, doneNotice, critical, bound } = props;
  const { state, fields, form } = useForm(action);
  const router = useRouter();
  const over = props.done ? null : overOf(props, state);
  const leadsTo = state.kind === 'done' ? over?.href : undefined;
  useEffect(() => {
    if (!leadsTo) return;
    notify(doneNotice);
    router.push(leadsTo);
  }, [leadsTo, doneNotice, router]);
  if (state.kind === 'done' && props.done) return props.done(state.result);
  const awaited = awaitedOf(state as FormState);
  if (awaited) return <AwaitsApproval title={title} frame={frame} awaited={awaited} />;
  if (over) return <Told title={title} frame={frame} tone="ok" text={over.text} href={over.href} />;
  // Only before it is sent: afterwards the page itself says what came of it.
  if (frame.blocked && state.kind === 'idle')
    return <Told title={title} frame={frame} tone="plain" text={frame.blocked} href={frame.backHref} />;
  return (
    <DialogPanel title={title} environment={frame.environment} width={width} closeHref={frame.backHref}>
      <ActionForm {...form}>
        {Object.entries({ nonce: frame.nonce, returnTo: frame.returnTo, ...values }).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <DialogBody>
          {props.children(fields)}
          {state.kind !== 'needsFactor' && critical && frame.ahead ? (
            <ApprovalAhead ahead={frame.ahead} />
          ) : null}
          {state.kind !== 'needsFactor' && (frame.factor || critical || bound) ? (
            <CodeWithoutScripts />
          ) : null}
          <FormOutcome state={state as FormState} />
          {props.after}
        </DialogBody>
        <FormFoot
          state={state as FormState}
          factor={frame.factor}
          critical={critical}
          bound={bound}
          cancelHref={frame.backHref}
        >
          <Submit {...props.submit} />
        </FormFoot>
      </ActionForm>
    </DialogPanel>
  );
}

interface ToldProps {
  title: string;
  frame: PageFrame;
  tone: 'ok' | 'plain';
  text: string;
  href: string;
}

/** Nothing to fill in (any more): the sentence and the way on, also without scripts. */
function Told({ title, frame, tone, text, href }: ToldProps) {
  return (
    <DialogPanel title={title} environment={frame.environment} closeHref={frame.backHref}>
      <DialogBody>
        <Note tone={tone} role="status" title={text} />
      </DialogBody>
      <DialogFoot>
        <LinkButton href={href}>{tone === 'ok' ? 'Go on' : 'Go back'}</LinkButton>
      </DialogFoot>
    </DialogPanel>
  );
}

function overOf<R>(props: PageFormProps<R>, state: FormState<R>): { text: string; href: string } | null {
  const { doneNotice, doneHref, madeHref, frame } = props;
  if (state.kind === 'done') return { text: doneNotice, href: doneHref?.(state.result) ?? frame.backHref };
  if (state.kind !== 'alreadyDone') return null;
  return { text: state.message, href: madeHref?.(state.subjectId) ?? frame.backHref };
}

function Submit({ label, pendingLabel, icon, danger, disabled }: PageFormProps<unknown>['submit']) {
  return (
    <SubmitButton
      variant={danger ? 'danger' : 'primary'}
      icon={icon}
      pendingLabel={pendingLabel}
      disabled={disabled}
    >
      {label}
    </SubmitButton>
  );
}
