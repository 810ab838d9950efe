'use client';

import { Check, X } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { type Change, Diff } from '#components/ui/diff.tsx';
import { AreaField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';

interface DecideFormProps<R> {
  frame: PageFrame;
  action: FormAction<R>;
  id: string;
  approves: boolean;
  by: string;
  title: string;
  summary: string;
  reason: string | null;
  changes: Change[];
  /** What the request waits for after this one approval. */
  left: number;
}

/** The answer of a second person. What they confirm stands in the form, since the proof is of exactly that. */
export function DecideForm<R>(props: DecideFormProps<R>) {
  const { frame, action, id, approves, by, title, summary, reason, changes, left } = props;
  return (
    <PageForm
      frame={frame}
      action={action}
      title={approves ? 'Approve' : 'Decline'}
      values={{ id }}
      bound
      submit={
        approves
          ? { label: 'Approve', pendingLabel: 'Approving', icon: <Check /> }
          : { label: 'Decline', pendingLabel: 'Declining', icon: <X />, danger: true }
      }
      doneNotice={approves ? approvedWords(left, by) : `Declined. ${by} sees your reason.`}
      after={
        <p className="text-12 text-ink-3">
          {approves
            ? `${by} then carries it out, within 24 hours and with their own second factor. If what it changes has changed by then, the approval no longer counts.`
            : `The request is closed for everybody; ${by} can ask anew.`}
        </p>
      }
    >
      {(errors) => (
        <>
          <Note tone={approves ? 'warn' : 'plain'} title={title}>
            <span className="[overflow-wrap:anywhere]">
              {approves ? 'Afterwards' : `Asked by ${by}, not to happen`}: {summary}
            </span>
            {reason ? (
              <span className="block [overflow-wrap:anywhere]">
                {by} says: “{reason}”
              </span>
            ) : null}
          </Note>
          {changes.length > 0 ? <Diff changes={changes} /> : null}
          <AreaField
            label="Reason"
            name="reason"
            aside={approves ? 'optional' : undefined}
            required={!approves}
            maxLength={400}
            hint={`${by} reads it, and it goes into the audit trail under your name.`}
            error={errors.reason}
          />
        </>
      )}
    </PageForm>
  );
}

function approvedWords(left: number, by: string): string {
  return left > 0 ? `Approved. It waits for ${left} more.` : `Approved. ${by} can carry it out now.`;
}
