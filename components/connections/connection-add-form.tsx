'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { PageForm, type PageFrame } from '#components/forms/page-form.tsx';
import type { FormAction } from '#components/forms/use-form.ts';
import { Checkbox } from '#components/ui/choice.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { Slug } from '#lib/connections/schema.ts';
import { paths } from '#lib/paths.ts';
import { NewEvidence, type PresetProps } from './evidence-fields.tsx';
import { MetadataFields } from './metadata-fields.tsx';

interface ConnectionAddFormProps extends PresetProps {
  preset: string;
  slug: string;
  /** This page with a guide and a preset, to which a short name is added: the guide beside it then names its addresses. */
  guideHref: string;
  frame: PageFrame;
  action: FormAction<{ id: string; slug: string; kind: 'saml' | 'dev'; enabled: boolean }>;
}

export function ConnectionAddForm(props: ConnectionAddFormProps) {
  const { frame, action, slug, guideHref, presets, preset, presetHref } = props;
  const router = useRouter();
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
              defaultValue={slug}
              onBlur={({ target: { value } }) => {
                if (value !== slug && Slug.safeParse(value).success)
                  router.replace(`${guideHref}&slug=${value}`, { scroll: false });
              }}
              hint="Part of the addresses that the IdP is given; it stays."
              error={errors.slug}
            />
          </div>
          <MetadataFields errors={errors} />
          <NewEvidence key={preset} {...{ presets, preset, presetHref, errors }} />
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
