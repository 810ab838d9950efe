'use client';

import { useActionState, useEffect, useRef, useState } from 'react';
import type { FormState } from '#lib/action.ts';

export type FormAction<R> = (previous: FormState<R>, form: FormData) => Promise<FormState<R>>;

/**
 * One form and what came of it. Focus goes to the first field to correct, and what is done stays done: a second
 * submission that crossed the first must not take a token off the screen.
 */
export function useForm<R>(action: FormAction<R>) {
  const [latest, send] = useActionState<FormState<R>, FormData>(action, { kind: 'idle' });
  const [done, setDone] = useState<R | null>(latest.kind === 'done' ? latest.result : null);
  if (latest.kind === 'done' && done === null) setDone(latest.result);
  const state: FormState<R> = done === null ? latest : { kind: 'done', result: done };
  const fields = state.kind === 'invalid' ? state.fields : {};

  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (latest.kind === 'invalid' && form.current) focusFirstInvalid(form.current, latest.fields);
  }, [latest]);
  return { state, fields, form: { ref: form, action: send, noValidate: true } };
}

function focusFirstInvalid(form: HTMLFormElement, fields: Record<string, string>): void {
  const names = new Set(Object.keys(fields).map((name) => name.split('.')[0]));
  for (const element of form.elements) {
    if (!(element instanceof HTMLElement) || element.getAttribute('type') === 'hidden') continue;
    const name = element.getAttribute('name')?.replace(/\[\]$/, '');
    if (element.getAttribute('aria-invalid') === 'true' || (name && names.has(name))) {
      element.focus();
      return;
    }
  }
}
