'use client';

import { Pencil, Trash2 } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import type { FactorRow } from '#lib/factors/queries.ts';

interface FactorFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string }>;
  factor: Pick<FactorRow, 'id' | 'kind' | 'name'>;
}

export function RenameFactorForm({ frame, action, factor }: FactorFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`Rename ${factor.name}`}
      values={{ id: factor.id }}
      submit={{ label: 'Rename', pendingLabel: 'Renaming', icon: <Pencil /> }}
      doneNotice="Renamed."
    >
      {(fields) => (
        <TextField
          label="Name"
          name="name"
          required
          maxLength={80}
          autoComplete="off"
          defaultValue={factor.name}
          hint="Earlier entries of the audit trail keep the former name."
          error={fields.name}
        />
      )}
    </PageForm>
  );
}

interface RemoveFactorFormProps extends FactorFormProps {
  /** What is left to prove a second factor with here, in words. */
  left: string;
}

export function RemoveFactorForm({ frame, action, factor, left }: RemoveFactorFormProps) {
  const where =
    factor.kind === 'passkey'
      ? 'Delete it on the device that holds it, too: there it would still be offered.'
      : 'Delete the entry in the app, too: its codes no longer count.';
  return (
    <PageForm
      frame={frame}
      action={action}
      title={`Remove ${factor.name}`}
      values={{ id: factor.id }}
      submit={{ label: 'Remove', pendingLabel: 'Removing', icon: <Trash2 />, danger: true }}
      doneNotice={`${factor.name} is removed. It proves nothing from now on.`}
      after={<p className="text-12 text-ink-3">{where}</p>}
    >
      {() => (
        <Note tone="warn" title={`${factor.name} proves nothing from then on.`}>
          {left}
        </Note>
      )}
    </PageForm>
  );
}
