'use client';

import { CircleCheck, Fingerprint } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useActionState, useEffect } from 'react';
import type { FormState } from '#lib/action.ts';
import { LinkButton } from './button.tsx';
import { FormOutcome } from './form-outcome.tsx';
import { Note } from './note.tsx';
import { notify } from './notices.tsx';
import { SubmitButton } from './submit-button.tsx';

/** What every form that has a page of its own is given by that page. */
export interface PageFormBasics<R> {
  action: (previous: FormState<R>, form: FormData) => Promise<FormState<R>>;
  /** Random per rendered form: a second submission changes nothing. */
  nonce: string;
  /** This page, for the way back from a fresh second factor. */
  returnTo: string;
  cancelHref: string;
  /** How old the second factor is, where the change asks for one. */
  factor?: string;
}

interface PageFormProps<R> extends PageFormBasics<R> {
  label: string;
  values?: Record<string, string>;
  submit: { label: string; pendingLabel: string; icon?: ReactNode; danger?: boolean };
  /** What is said when it is done, and where that leads. */
  done: { notice: string; href(result: R): string };
  /** Where an earlier submission of the same form led. */
  hrefOf(subjectId: string): string;
  children(fields: Record<string, string>): ReactNode;
}

/** A form as a page: it posts without scripts, keeps what was typed, and leads on when it is done. */
export function PageForm<R>(props: PageFormProps<R>) {
  const { action, nonce, returnTo, values = {}, done, hrefOf } = props;
  const [state, send] = useActionState<FormState<R>, FormData>(action, { kind: 'idle' });
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the outcome alone decides; a parent's render must not tell it twice
  useEffect(() => {
    if (state.kind !== 'done') return;
    notify(done.notice);
    router.push(done.href(state.result));
  }, [state]);
  if (state.kind === 'done') return <Over title={done.notice} href={done.href(state.result)} />;
  if (state.kind === 'alreadyDone') return <Over title={state.message} href={hrefOf(state.subjectId)} />;
  return (
    // React empties a form when its action ends, also when the answer is "correct this field".
    <form
      action={send}
      onReset={(event) => event.preventDefault()}
      aria-label={props.label}
      className="max-w-160"
    >
      <input type="hidden" name="nonce" value={nonce} />
      <input type="hidden" name="returnTo" value={returnTo} />
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="panel">
        <div className="grid gap-4 p-5">
          {props.children(state.kind === 'invalid' ? state.fields : {})}
          <FormOutcome state={state as FormState} />
        </div>
        <Foot {...props} />
      </div>
    </form>
  );
}

function Foot<R>({ factor, cancelHref, submit }: PageFormProps<R>) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
      {factor ? (
        <span className="row mr-auto text-12 text-ink-3">
          <Fingerprint />
          {factor}
        </span>
      ) : null}
      <LinkButton href={cancelHref}>Cancel</LinkButton>
      <SubmitButton
        variant={submit.danger ? 'danger' : 'primary'}
        icon={submit.icon}
        pendingLabel={submit.pendingLabel}
      >
        {submit.label}
      </SubmitButton>
    </div>
  );
}

function Over({ title, href }: { title: string; href: string }) {
  return (
    <Note tone="ok" role="status" icon={<CircleCheck />} title={title} className="max-w-160">
      <Link className="link" href={href}>
        Open it
      </Link>
    </Note>
  );
}
