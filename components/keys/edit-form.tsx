'use client';

import { Check } from 'lucide-react';
import { ConfirmForm, type SubjectFrame } from '#components/forms/confirm-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { TextField } from '#components/ui/field.tsx';
import { ScopesField } from './scopes-field.tsx';

interface EditKeyFormProps<R> {
  frame: SubjectFrame;
  action: FormAction<R>;
  offered: readonly string[];
  scopes: readonly string[];
}

export function EditKeyForm<R>({ frame, action, offered, scopes }: EditKeyFormProps<R>) {
  return (
    <ConfirmForm
      id={frame.id}
      frame={frame}
      action={action}
      title="Edit key"
      effect={{
        tone: 'plain',
        title: 'The gate judges by these scopes within a second.',
        text: 'A call that needs a scope which is taken away is refused from then on.',
      }}
      next="Its tokens, allow-list and expiry are as they were."
      submit={{ label: 'Save key', pendingLabel: 'Saving', icon: <Check /> }}
      doneNotice={`${frame.name} is saved.`}
    >
      {(fields) => (
        <>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            autoComplete="off"
            defaultValue={frame.name}
            error={fields.name}
          />
          <ScopesField offered={offered} chosen={scopes} errors={fields} />
        </>
      )}
    </ConfirmForm>
  );
}
