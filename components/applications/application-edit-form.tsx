'use client';

import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { AreaField, TextField } from '#components/ui/field.tsx';

interface ApplicationEditFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string }>;
  application: { id: string; name: string; description: string };
}

export function ApplicationEditForm({ frame, action, application }: ApplicationEditFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`Edit ${application.name}`}
      values={{ id: application.id }}
      submit={{ label: 'Save', pendingLabel: 'Saving' }}
      doneNotice={`${application.name} is saved.`}
    >
      {(errors) => (
        <>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            autoComplete="off"
            defaultValue={application.name}
            error={errors.name}
          />
          <AreaField
            label="Description"
            aside="optional"
            name="description"
            maxLength={300}
            defaultValue={application.description}
            error={errors.description}
          />
        </>
      )}
    </PageForm>
  );
}
