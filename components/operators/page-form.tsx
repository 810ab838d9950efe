'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { DialogPanel, type Environment } from '#components/keys/dialog-panel.tsx';
import { type Factor, FactorNote } from '#components/keys/factor-note.tsx';
import { type FormAction, useForm } from '#components/keys/use-form.ts';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { FormOutcome } from '#components/ui/form-outcome.tsx';
import { Note } from '#components/ui/note.tsx';
import { notify } from '#components/ui/notices.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { FormState } from '#lib/action.ts';

/** What every form that has a page of its own is given by that page. */
export interface PageFrame {
  /** Random per rendered form: a second submission changes nothing. */
  nonce: string;
  /** This page, for the way back from a fresh second factor. */
  returnTo: string;
  /** Where its subject is: after it is done, and instead. */
  backHref: string;
  /** Whose edge it bears; null for what belongs to the whole installation. */
  environment: Environment | null;
  /** Null where the change asks for no second factor. */
  factor: Factor | null;
  /** Why it cannot be done now; the form is then not offered. */
  blocked?: string | null;
}

interface PageFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  title: string;
  values?: Record<string, string>;
  width?: 600 | 920;
  submit: { label: string; pendingLabel: string; icon?: ReactNode; danger?: boolean };
  critical?: boolean;
  doneNotice: string;
  /** Where it leads when it is done; without it, back. */
  doneHref?(result: R): string;
  /** Where an earlier submission of the same form led. */
  madeHref?(subjectId: string): string;
  children(fields: Record<string, string>): ReactNode;
}

/** A form as a page: it posts without scripts, keeps what was typed, and leads on when it is done. */
export function PageForm<R>(props: PageFormProps<R>) {
  const { frame, action, title, width, values = {}, doneNotice, critical } = props;
  const { state, fields, form } = useForm(action);
  const router = useRouter();
  const over = overOf(props, state);
  const leadsTo = state.kind === 'done' ? over?.href : undefined;
  useEffect(() => {
    if (!leadsTo) return;
    notify(doneNotice);
    router.push(leadsTo);
  }, [leadsTo, doneNotice, router]);
  if (over) return <Told title={title} frame={frame} tone="ok" text={over.text} href={over.href} />;
  // Only before it is sent: afterwards the page itself says what came of it.
  if (frame.blocked && state.kind === 'idle')
    return <Told title={title} frame={frame} tone="plain" text={frame.blocked} href={frame.backHref} />;
  return (
    <Surface title={title} frame={frame} width={width ?? 600}>
      <ActionForm {...form}>
        {Object.entries({ nonce: frame.nonce, returnTo: frame.returnTo, ...values }).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <DialogBody>
          {props.children(fields)}
          <FormOutcome state={state as FormState} />
        </DialogBody>
        <DialogFoot
          said={frame.factor || critical ? <FactorNote factor={frame.factor} critical={critical} /> : null}
        >
          <LinkButton href={frame.backHref}>Cancel</LinkButton>
          <Submit {...props.submit} />
        </DialogFoot>
      </ActionForm>
    </Surface>
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
    <Surface title={title} frame={frame} width={600}>
      <DialogBody>
        <Note tone={tone} role="status" title={text} />
      </DialogBody>
      <DialogFoot>
        <LinkButton href={href}>{tone === 'ok' ? 'Go on' : 'Go back'}</LinkButton>
      </DialogFoot>
    </Surface>
  );
}

function overOf<R>(props: PageFormProps<R>, state: FormState<R>): { text: string; href: string } | null {
  const { doneNotice, doneHref, madeHref, frame } = props;
  if (state.kind === 'done') return { text: doneNotice, href: doneHref?.(state.result) ?? frame.backHref };
  if (state.kind !== 'alreadyDone') return null;
  return { text: 'This was done already, once.', href: madeHref?.(state.subjectId) ?? frame.backHref };
}

function Submit({ label, pendingLabel, icon, danger }: PageFormProps<unknown>['submit']) {
  return (
    <SubmitButton variant={danger ? 'danger' : 'primary'} icon={icon} pendingLabel={pendingLabel}>
      {label}
    </SubmitButton>
  );
}

interface SurfaceProps {
  title: string;
  frame: PageFrame;
  width: 600 | 920;
  children: ReactNode;
}

function Surface({ title, frame, width, children }: SurfaceProps) {
  if (frame.environment)
    return (
      <DialogPanel title={title} environment={frame.environment} width={width} closeHref={frame.backHref}>
        {children}
      </DialogPanel>
    );
  return (
    <section
      aria-labelledby="dialog-title"
      className={`dialog raised -mx-4 max-h-none w-auto overflow-visible rounded-none border-t-0! narrow:mx-auto narrow:w-full narrow:rounded-4 ${width === 920 ? 'w920' : 'w600'}`}
    >
      <div className="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <Link href={frame.backHref} className="icon-btn sm" aria-label="Close" title="Close" prefetch={false}>
          <X />
        </Link>
      </div>
      {children}
    </section>
  );
}
