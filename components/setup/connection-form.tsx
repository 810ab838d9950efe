'use client';

import { MetadataFields } from '#components/connections/metadata-fields.tsx';
import { AreaField, SelectField, TextField } from '#components/ui/field.tsx';
import { defaultMfaContext } from '#lib/connections/schema.ts';
import { type SetupAction, SetupForm } from './setup-form.tsx';

interface ConnectionFormProps {
  action: SetupAction;
  slug: string;
  name: string;
}

/** The provider's side: its metadata, and how it states a second factor. */
export function ConnectionForm({ action, slug, name }: ConnectionFormProps) {
  return (
    <SetupForm action={action} submit={{ label: 'Add it and go on', pendingLabel: 'Adding' }}>
      {(errors) => (
        <>
          <input type="hidden" name="slug" value={slug} />
          {errors.slug ? <p className="text-bad">{errors.slug}</p> : null}
          <TextField
            label="Name"
            name="name"
            required
            maxLength={80}
            autoComplete="off"
            defaultValue={name}
            placeholder="Acme Okta"
            hint="As people read it on the sign-in page."
            error={errors.name}
          />
          <MetadataFields errors={errors} />
          <AreaField
            label="MFA contexts"
            name="mfaContexts"
            className="code-input"
            defaultValue={defaultMfaContext}
            spellCheck={false}
            hint="Authentication context classes that prove a second factor, one URI a line, compared to the letter."
            error={errors.mfaContexts}
          />
          <SelectField
            label="Where it states none of them"
            name="withoutMfa"
            defaultValue="ask"
            hint="Gatehouse’s own second factor is a passkey or a code from an app, set up at the first sign-in."
            error={errors.withoutMfa}
          >
            <option value="ask">Gatehouse asks for its own second factor</option>
            <option value="refuse">The sign-in is refused</option>
          </SelectField>
        </>
      )}
    </SetupForm>
  );
}
