'use client';

import { UserPlus } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import { ReasonField } from '#components/forms/reason-field.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Checkbox, Fieldset } from '#components/ui/choice.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { paths } from '#lib/paths.ts';
import { CodeSheet } from './code-sheet.tsx';

interface NameFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; name: string; codes: string[] }>;
  operators: { id: string; name: string; email: string; passkeys: number }[];
  /** Where break-glass is opened: it stands on the sheet. */
  address: string;
}

export function NameForm({ frame, action, operators, address }: NameFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Name a person"
      critical
      submit={{ label: 'Name them', pendingLabel: 'Naming', icon: <UserPlus /> }}
      doneNotice="Named for break-glass."
      done={({ name, codes }) => (
        <CodeSheet name={name} codes={codes} address={address} doneHref={paths.breakGlassPeople} />
      )}
      after={
        <p className="text-12 text-ink-3">
          A second person always has to join: one alone opens nothing. All account owners are told.
        </p>
      }
    >
      {(errors) => (
        <>
          <SelectField
            label="Operator"
            name="operatorId"
            required
            hint="Somebody who can be called at night. A passkey of theirs is better than paper: nobody else ever sees it."
            error={errors.operatorId}
          >
            <option value="">Choose</option>
            {operators.map(({ id, name, email, passkeys }) => (
              <option key={id} value={id}>
                {name} ({email}):{' '}
                {passkeys > 0 ? 'has a passkey' : 'no passkey that the door finds, needs a sheet'}
              </option>
            ))}
          </SelectField>
          <Fieldset label="Sealed codes" error={errors.codes}>
            <Checkbox
              name="codes"
              label="Make a sheet of 12 codes"
              detail="Shown to you once, to print and to seal in an envelope. Each counts once: one opens, one carries each effect."
            />
          </Fieldset>
          <Note tone="plain">
            Whoever makes a sheet has seen it. So nobody makes the sheets of both people, nor the sheet of the
            one while being the other.
          </Note>
          <ReasonField error={errors.reason} />
        </>
      )}
    </PageForm>
  );
}
