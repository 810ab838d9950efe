'use client';

import { AreaField, TextField } from '#components/ui/field.tsx';
import { PageForm, type PageFormBasics } from '#components/ui/page-form.tsx';
import { paths } from '#lib/paths.ts';

interface ApplicationEditFormProps extends PageFormBasics<{ id: string }> {
  application: { id: string; name: string; description: string };
}

export function ApplicationEditForm({ application, ...basics }: ApplicationEditFormProps) {
  return (
    <PageForm
      {...basics}
      label={`Edit ${application.name}`}
      values={{ id: application.id }}
      submit={{ label: 'Save', pendingLabel: 'Saving' }}
      done={{ notice: 'Saved.', href: () => paths.application(application.id) }}
      hrefOf={paths.application}
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
