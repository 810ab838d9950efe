'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { PageForm, type PageFormProps } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import { type Change, Diff } from '#components/ui/diff.tsx';
import { Note } from '#components/ui/note.tsx';
import { inWords } from '#lib/command-words.ts';

interface RoleReviewProps<R> extends Omit<PageFormProps<R>, 'after' | 'children' | 'width'> {
  /** Sent as a list. */
  ceiling?: string[];
  effect: { tone: 'plain' | 'warn' | 'bad'; title: string; text?: ReactNode };
  changes: Change[];
  /** How somebody could make themselves more powerful by it, a sentence each. */
  risks?: string[];
  /** Who is affected, looked up before anything is saved. */
  affected?: ReactNode;
  next: string;
  /** Back to where it was entered, as it was entered. */
  editHref?: string;
}

/** The last look at a change of a role: what differs, who gains and loses, why, and the proof. */
export function RoleReview<R>(props: RoleReviewProps<R>) {
  const { ceiling = [], effect, changes, risks = [], affected, next, editHref, ...form } = props;
  return (
    <PageForm {...form} width={920} after={<p className="text-12 text-ink-3">{next}</p>}>
      {(errors) => (
        <>
          <Note tone={effect.tone} title={effect.title}>
            {effect.text}
          </Note>
          {ceiling.map((slug) => (
            <input key={slug} type="hidden" name="ceiling[]" value={slug} />
          ))}
          {changes.length > 0 ? <Diff changes={changes} /> : null}
          {risks.map((risk) => (
            <Note key={risk} tone="bad" title={inWords(risk)} />
          ))}
          {affected}
          {Object.entries(errors).map(([field, text]) =>
            field === 'reason' ? null : <Note key={field} tone="bad" title={text} />,
          )}
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
