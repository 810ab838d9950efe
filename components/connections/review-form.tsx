'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { PageForm, type PageFormProps } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import { type Change, Diff } from '#components/ui/diff.tsx';
import { Note } from '#components/ui/note.tsx';

interface ReviewFormProps<R> extends Omit<PageFormProps<R>, 'after' | 'children' | 'critical' | 'width'> {
  id: string;
  /** Whom it reaches, first. */
  effect: { tone: 'plain' | 'warn' | 'bad'; title: string; text: ReactNode };
  changes: Change[];
  /** What it opens or whom it shuts out, a sentence each. */
  risks?: string[];
  /** What happens next, how to undo it. */
  next: string;
  /** Back to where it was entered, as it was entered. */
  editHref?: string;
}

/** The last look at a change of a connection: what differs, what that risks, why, and the proof. */
export function ReviewForm<R>(props: ReviewFormProps<R>) {
  const { id, effect, changes, risks = [], next, editHref, values, ...form } = props;
  return (
    <PageForm
      {...form}
      critical
      width={920}
      values={{ id, ...values }}
      after={<p className="text-12 text-ink-3">{next}</p>}
    >
      {(errors) => (
        <>
          <Note tone={effect.tone} title={effect.title}>
            {effect.text}
          </Note>
          <Diff changes={changes} />
          {risks.map((risk) => (
            <Note key={risk} tone="warn" title={risk} />
          ))}
          {besideReason(errors).map((text) => (
            <Note key={text} tone="bad" title={text} />
          ))}
          {editHref ? (
            <p className="text-12">
              <Link className="link underline" href={editHref} prefetch={false}>
                Go back and change it
              </Link>
            </p>
          ) : null}
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}

const besideReason = (errors: Record<string, string>) =>
  Object.entries(errors).flatMap(([field, text]) => (field === 'reason' ? [] : [text]));
