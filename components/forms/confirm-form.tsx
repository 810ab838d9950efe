'use client';

import type { ReactNode } from 'react';
import { Note } from '#components/ui/note.tsx';
import type { Environment } from './dialog-panel.tsx';
import { PageForm, type PageFormProps, type PageFrame } from './page-form.tsx';
import { ReasonField } from './reason-field.tsx';

/** What the page of a change to one named thing brings. */
export interface SubjectFrame extends PageFrame {
  id: string;
  name: string;
  environment: Environment;
}

interface ConfirmFormProps<R> extends Omit<PageFormProps<R>, 'values' | 'after' | 'children'> {
  /** Of the row that changes. */
  id: string;
  /** The sentence with today's figures, first. */
  effect?: { tone: 'plain' | 'warn' | 'bad'; title: string; text?: ReactNode };
  /** What happens next, how to undo it. */
  next: string;
  /** Controls of its own, given the server's words by field, or more of the effect, between it and the reason. */
  children?: ReactNode | ((fields: Record<string, string>) => ReactNode);
}

/** Every change is confirmed alike: effect, controls, reason, what comes next, second factor last. */
export function ConfirmForm<R>({ id, effect, next, children, ...form }: ConfirmFormProps<R>) {
  return (
    <PageForm {...form} values={{ id }} after={<p className="text-12 text-ink-3">{next}</p>}>
      {(fields) => (
        <>
          {effect ? (
            <Note tone={effect.tone} title={effect.title}>
              {effect.text}
            </Note>
          ) : null}
          {typeof children === 'function' ? children(fields) : children}
          <ReasonField error={fields.reason} />
        </>
      )}
    </PageForm>
  );
}
