'use client';

import { Play } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { paths } from '#lib/paths.ts';

interface StartFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string }>;
  kind: string;
  environmentId: string | null;
  roles: string[];
  applicationIds: string[];
  count: number;
  /** Two weeks from now, as a day. */
  dueAt: string;
}

export function StartForm(props: StartFormProps) {
  const { frame, action, kind, environmentId, roles, applicationIds, count, dueAt } = props;
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Start the review"
      values={{ kind, environmentId: environmentId ?? '' }}
      submit={{ label: 'Start the review', pendingLabel: 'Starting', icon: <Play /> }}
      doneNotice="The review is started."
      doneHref={({ id }) => paths.review(id)}
      madeHref={(id) => paths.review(id)}
      after={
        <p className="text-12 text-ink-3">
          What nobody answers for by then is suspended, can be given back for 7 days, and then ends. Roles
          that you may not give yourself stay until somebody decides.
        </p>
      }
    >
      {(errors) => (
        <>
          <Note title={count === 1 ? '1 right is asked about.' : `${count} rights are asked about.`} />
          {roles.map((role) => (
            <input key={role} type="hidden" name="roles[]" value={role} />
          ))}
          {applicationIds.map((id) => (
            <input key={id} type="hidden" name="applicationIds[]" value={id} />
          ))}
          <TextField label="Name" name="name" required maxLength={80} error={errors.name} />
          <TextField
            label="Due"
            name="dueAt"
            type="date"
            required
            defaultValue={dueAt}
            hint="At 00:00 UTC of that day."
            error={errors.dueAt}
          />
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}
