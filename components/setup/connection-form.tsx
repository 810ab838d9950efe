'use client';

import { NewEvidence } from '#components/connections/evidence-fields.tsx';
import { MetadataFields } from '#components/connections/metadata-fields.tsx';
import { TextField } from '#components/ui/field.tsx';
import type { MfaPreset } from '#lib/connections/mfa-presets.ts';
import { type SetupAction, SetupForm } from './setup-form.tsx';

interface ConnectionFormProps {
  action: SetupAction;
  slug: string;
  name: string;
  presets: MfaPreset[];
  preset: string;
  presetHref: string;
}

/** The provider's side: its metadata, how it states a second factor, and what it signs. */
export function ConnectionForm({ action, slug, name, presets, preset, presetHref }: ConnectionFormProps) {
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
          <NewEvidence key={preset} {...{ presets, preset, presetHref, errors }} />
        </>
      )}
    </SetupForm>
  );
}
