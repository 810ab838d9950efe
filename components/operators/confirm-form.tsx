'use client';

import type { ReactNode } from 'react';
import type { FormAction } from '#components/keys/use-form.ts';
import { Note } from '#components/ui/note.tsx';
import { PageForm, type PageFrame } from './page-form.tsx';
import { ReasonField } from './reason-field.tsx';

interface ConfirmFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  /** Of the row that changes. */
  id: string;
  title: string;
  effect: { tone: 'plain' | 'warn' | 'bad'; title: string; text?: string };
  /** What happens next, how to undo it. */
  next: string;
  submit: { label: string; pendingLabel: string; icon: ReactNode; danger?: boolean };
  doneNotice: string;
}

/** A change of somebody's rights: the effect with today's figures, the reason, what comes next. */
export function ConfirmForm<R>({ id, effect, next, ...form }: ConfirmFormProps<R>) {
  return (
    <PageForm {...form} values={{ id }}>
      {(errors) => (
        <>
          <Note tone={effect.tone} title={effect.title}>
            {effect.text}
          </Note>
          <ReasonField error={errors.reason} />
          <p className="text-12 text-ink-3">{next}</p>
        </>
      )}
    </PageForm>
  );
}
