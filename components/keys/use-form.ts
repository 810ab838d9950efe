'use client';

import { type FormEvent, useActionState, useEffect, useRef, useState } from 'react';
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
  const [touched, setTouched] = useState<{ since: unknown; names: string[] }>({ since: null, names: [] });
  const fields =
    state.kind === 'invalid' ? without(state.fields, touched.since === latest ? touched.names : []) : {};

  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (latest.kind === 'invalid' && form.current) focusFirstInvalid(form.current, latest.fields);
  }, [latest]);
  // What is being corrected is no longer called wrong; the server has the next word.
  const onInput = (event: FormEvent) => {
    if (latest.kind !== 'invalid') return;
    const name = baseName(event.target as Element);
    const names = touched.since === latest ? touched.names : [];
    if (name && !names.includes(name)) setTouched({ since: latest, names: [...names, name] });
  };
  return { state, fields, form: { ref: form, action: send, noValidate: true, onInput } };
}

const baseName = (element: Element) => element.getAttribute('name')?.replace(/\[\]$/, '');

function without(fields: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter(([field]) => !names.includes(field.split('.')[0] ?? '')),
  );
}

function focusFirstInvalid(form: HTMLFormElement, fields: Record<string, string>): void {
  const names = new Set(Object.keys(fields).map((name) => name.split('.')[0]));
  for (const element of form.elements) {
    if (!(element instanceof HTMLElement) || element.getAttribute('type') === 'hidden') continue;
    const name = baseName(element);
    if (element.getAttribute('aria-invalid') === 'true' || (name && names.has(name))) {
      element.focus();
      return;
    }
  }
}
