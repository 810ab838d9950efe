'use client';

import { Users } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { AreaField, TextField } from '#components/ui/field.tsx';
import { paths } from '#lib/paths.ts';

interface GroupFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string }>;
  /** Left out: a new one. */
  group?: { id: string; name: string; description: string };
}

export function GroupForm({ frame, action, group }: GroupFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title={group ? `Edit ${group.name}` : 'New group'}
      {...(group && { values: { id: group.id } })}
      submit={
        group
          ? { label: 'Save', pendingLabel: 'Saving' }
          : { label: 'Make group', pendingLabel: 'Making', icon: <Users /> }
      }
      doneNotice={group ? 'The group is saved.' : 'The group is made. It has no members and no role yet.'}
      doneHref={({ id }) => paths.group(id)}
      madeHref={(id) => paths.group(id)}
    >
      {(errors) => (
        <>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            defaultValue={group?.name}
            error={errors.name}
          />
          <AreaField
            label="Description"
            aside="optional"
            name="description"
            rows={2}
            maxLength={400}
            defaultValue={group?.description}
            error={errors.description}
          />
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}
