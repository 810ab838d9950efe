'use client';

import { Plus } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { AreaField, TextField } from '#components/ui/field.tsx';
import { paths } from '#lib/paths.ts';
import { PeopleFields, type Person } from './people-fields.tsx';

interface ApplicationCreateFormProps {
  frame: PageFrame & { environment: { id: string; name: string } };
  action: FormAction<{ id: string; name: string }>;
  people: Person[];
  ownerId: string;
}

export function ApplicationCreateForm({ frame, action, people, ownerId }: ApplicationCreateFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="New application"
      values={{ environmentId: frame.environment.id }}
      submit={{ label: 'Create application', pendingLabel: 'Creating', icon: <Plus /> }}
      doneNotice="Application created."
      doneHref={({ id }) => paths.application(id)}
      madeHref={paths.application}
    >
      {(errors) => (
        <>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            autoComplete="off"
            placeholder="Payments KYC"
            hint={`As your people call it. It belongs to ${frame.environment.name}, with all its keys, and stays there.`}
            error={errors.name}
          />
          <AreaField
            label="Description"
            aside="optional"
            name="description"
            maxLength={300}
            hint="What it does, and whom to call when it does not."
            error={errors.description}
          />
          <PeopleFields people={people} ownerId={ownerId} errors={errors} />
        </>
      )}
    </PageForm>
  );
}
