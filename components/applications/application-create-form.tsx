'use client';

import { Plus } from 'lucide-react';
import { AreaField, TextField } from '#components/ui/field.tsx';
import { PageForm, type PageFormBasics } from '#components/ui/page-form.tsx';
import { EnvTag } from '#components/ui/state.tsx';
import { paths } from '#lib/paths.ts';
import { PeopleFields, type Person } from './people-fields.tsx';

interface ApplicationCreateFormProps extends PageFormBasics<{ id: string; name: string }> {
  environment: { id: string; name: string };
  people: Person[];
  ownerId: string;
}

export function ApplicationCreateForm({
  environment,
  people,
  ownerId,
  ...basics
}: ApplicationCreateFormProps) {
  return (
    <PageForm
      {...basics}
      label="New application"
      values={{ environmentId: environment.id }}
      submit={{ label: 'Create application', pendingLabel: 'Creating', icon: <Plus /> }}
      done={{ notice: 'Application created.', href: ({ id }) => paths.application(id) }}
      hrefOf={paths.application}
    >
      {(errors) => (
        <>
          <div>
            <p className="label">Environment</p>
            <EnvTag environment={environment.id} name={environment.name} />
            <p className="hint">
              Fixed: an application and its keys belong to one environment. Switch at the top to create it in
              another.
            </p>
          </div>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            autoComplete="off"
            hint="As your people call it: Payments KYC."
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
