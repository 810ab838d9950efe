'use client';

import { Trash2 } from 'lucide-react';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import type { PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { SelectField } from '#components/ui/field.tsx';
import { paths } from '#lib/paths.ts';

interface ConnectionRemoveFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; people: number; applications: number }>;
  connection: { id: string; name: string };
  effect: { tone: 'bad'; title: string; text: string };
  /** Owned by people who go with it. */
  applications: number;
  successors: { id: string; name: string }[];
}

export function ConnectionRemoveForm({
  frame,
  action,
  connection: { id, name },
  effect,
  applications,
  successors,
}: ConnectionRemoveFormProps) {
  return (
    <ConfirmForm
      frame={frame}
      action={action}
      id={id}
      title={`Remove ${name}`}
      critical
      effect={effect}
      next="This cannot be undone. Disabling it instead keeps its people and can be taken back."
      submit={{ label: 'Remove connection', pendingLabel: 'Removing', icon: <Trash2 />, danger: true }}
      doneNotice={`${name} is removed.`}
      doneHref={() => paths.connections}
      madeHref={() => paths.connections}
    >
      {(errors) =>
        applications > 0 ? (
          <SelectField
            label={
              applications === 1
                ? 'Who takes their application'
                : `Who takes their ${applications} applications`
            }
            name="successorId"
            required
            hint="An active operator of another connection."
            error={errors.successorId}
          >
            <option value="">Choose somebody</option>
            {successors.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </SelectField>
        ) : null
      }
    </ConfirmForm>
  );
}
