'use client';

import { TextField } from '#components/ui/field.tsx';
import { type SetupAction, SetupForm } from './setup-form.tsx';

interface OwnerFormProps {
  action: SetupAction;
  /** What was said before. */
  owner: { name: string; email: string; nameId: string };
}

export function OwnerForm({ action, owner }: OwnerFormProps) {
  return (
    <SetupForm action={action} submit={{ label: 'Go on', pendingLabel: 'Going on' }}>
      {(errors) => (
        <>
          <TextField
            label="Your name"
            name="name"
            required
            maxLength={80}
            autoComplete="name"
            defaultValue={owner.name}
            error={errors.name}
          />
          <TextField
            label="Your e-mail address"
            name="email"
            type="email"
            required
            maxLength={254}
            autoComplete="email"
            defaultValue={owner.email}
            hint="Where you are told of critical changes."
            error={errors.email}
          />
          <TextField
            label="Your NameID"
            aside="if it is not the e-mail address"
            name="nameId"
            mono
            maxLength={256}
            autoComplete="off"
            defaultValue={owner.nameId}
            hint="The name by which your identity provider states who you are. The test sign-in shows it."
            error={errors.nameId}
          />
        </>
      )}
    </SetupForm>
  );
}
