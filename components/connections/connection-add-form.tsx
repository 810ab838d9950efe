'use client';

import { Plus } from 'lucide-react';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Checkbox, Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { AreaField, TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { defaultMfaContext } from '#lib/connections/schema.ts';
import { paths } from '#lib/paths.ts';
import { MetadataFields } from './metadata-fields.tsx';
import { withoutMfaCards } from './settings-words.ts';

interface ConnectionAddFormProps {
  frame: PageFrame;
  action: FormAction<{ id: string; slug: string; kind: 'saml' | 'dev'; enabled: boolean }>;
}

export function ConnectionAddForm({ frame, action }: ConnectionAddFormProps) {
  return (
    <PageForm
      frame={frame}
      action={action}
      title="Add connection"
      critical
      submit={{ label: 'Add connection', pendingLabel: 'Adding', icon: <Plus /> }}
      doneNotice="Connection added. It is not enabled yet."
      doneHref={({ id }) => paths.connection(id)}
      madeHref={paths.connection}
    >
      {(errors) => (
        <>
          <Note title="It is added switched off.">
            Nobody signs in through it until a test sign-in has passed and you enable it: a critical step of
            its own that all account owners are told of.
          </Note>
          <div className="grid gap-4 narrow:grid-cols-2">
            <TextField
              label="Name"
              name="name"
              required
              maxLength={80}
              autoComplete="off"
              placeholder="Acme Okta"
              hint="As people read it on the sign-in page."
              error={errors.name}
            />
            <TextField
              label="Short name"
              name="slug"
              required
              mono
              maxLength={31}
              autoComplete="off"
              placeholder="okta"
              hint="Part of the addresses that the IdP is given; it stays."
              error={errors.slug}
            />
          </div>
          <MetadataFields errors={errors} />
          <AreaField
            label="MFA contexts"
            name="mfaContexts"
            className="code-input"
            defaultValue={defaultMfaContext}
            spellCheck={false}
            hint="Authentication context classes that only a second factor earns, one URI a line, compared to the letter. Attributes are named in its settings afterwards."
            error={errors.mfaContexts}
          />
          <Fieldset label="When none is stated" error={errors.withoutMfa}>
            <div className="grid gap-2">
              {withoutMfaCards.map(([value, label, detail]) => (
                <RadioCard
                  key={value}
                  name="withoutMfa"
                  value={value}
                  label={label}
                  detail={detail}
                  defaultChecked={value === 'ask'}
                />
              ))}
            </div>
          </Fieldset>
          <Checkbox
            label="Offer it on the sign-in page once it is enabled"
            detail="Otherwise people need its address."
            name="listed"
            value="true"
            defaultChecked
          />
        </>
      )}
    </PageForm>
  );
}
