'use client';

import { type FormEvent, useActionState, useEffect, useRef, useState } from 'react';
import type { FormState } from '#lib/action.ts';

export type FormAction<R> = (previous: FormState<R>, form: FormData) => Promise<FormState<R>>;

/**
 * One form and what came of it. It is sent once at a time: React would queue a second submission and show only its
 * answer, "done already", in the place of the token that the first one made.
 */
export function useForm<R>(action: FormAction<R>) {
  const [state, send] = useActionState<FormState<R>, FormData>(action, { kind: 'idle' });
  const [corrected, setCorrected] = useState<{ of: unknown; names: string[] }>({ of: null, names: [] });
  const names = corrected.of === state ? corrected.names : [];
  const fields = state.kind === 'invalid' ? without(state.fields, names) : {};

  const form = useRef<HTMLFormElement>(null);
  const isSending = useRef(false);
  useEffect(() => {
    isSending.current = false;
    if (state.kind === 'invalid' && form.current) focusFirstInvalid(form.current, state.fields);
  }, [state]);

  const onSubmit = (event: FormEvent) => {
    if (isSending.current) event.preventDefault();
    isSending.current = true;
  };
  // What is being corrected is no longer called wrong; the server has the next word.
  const onInput = (event: FormEvent) => {
    const name = state.kind === 'invalid' && fieldOf(event.target as Element);
    if (name && !names.includes(name)) setCorrected({ of: state, names: [...names, name] });
  };
  return { state, fields, form: { ref: form, action: send, noValidate: true, onSubmit, onInput } };
}

const fieldOf = (element: Element) => element.getAttribute('name')?.replace(/\[\]$/, '');

function without(fields: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter(([field]) => !names.includes(field.split('.')[0] ?? '')),
  );
}

function focusFirstInvalid(form: HTMLFormElement, fields: Record<string, string>): void {
  const names = new Set(Object.keys(fields).map((name) => name.split('.')[0]));
  for (const element of form.elements) {
    if (!(element instanceof HTMLElement) || element.getAttribute('type') === 'hidden') continue;
    const name = fieldOf(element);
    if (element.getAttribute('aria-invalid') === 'true' || (name && names.has(name))) {
      element.focus();
      return;
    }
  }
}
