'use client';

import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { Stack } from '#components/ui/page.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import { type Evidence, FactorFields, type PresetProps, SignatureFields } from './evidence-fields.tsx';

/** As typed: nothing here is checked yet. */
export interface SettingsDraft extends Evidence {
  name: string;
  listed: boolean;
  metadataUrl: string;
  allowsUnsolicited: boolean;
  forcesAuthn: boolean;
  authnMaxAgeMinutes: string;
}

interface SettingsFormProps extends PresetProps {
  draft: SettingsDraft;
  errors: Record<string, string>;
  reviewHref: string;
  backHref: string;
}

/** Sent by GET to its review: nothing is changed here, and the address holds what was typed. */
export function SettingsForm(props: SettingsFormProps) {
  const { draft, errors, reviewHref, backHref, presets, preset, presetHref } = props;
  const [evidence, setEvidence] = useState<Evidence>(draft);
  const set = (change: Partial<Evidence>) => setEvidence({ ...evidence, ...change });
  const count = Object.keys(errors).length;
  return (
    <form method="get" action={reviewHref} className="contents" noValidate>
      <Columns layout="even">
        <Stack>
          {count > 0 ? (
            <Note
              tone="bad"
              role="alert"
              title={count === 1 ? '1 field is wrong.' : `${count} fields are wrong.`}
            >
              Nothing was changed.
            </Note>
          ) : null}
          <Panel title="Second factor" pad>
            <div className="grid gap-4">
              <FactorFields {...{ presets, preset, presetHref, evidence, set, errors }} />
            </div>
          </Panel>
        </Stack>
        <Stack>
          <Panel title="What it must sign" pad>
            <SignatureFields {...{ evidence, set, errors }} />
          </Panel>
          <FreshnessPanel draft={draft} errors={errors} />
          <NamePanel draft={draft} errors={errors} />
        </Stack>
      </Columns>
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <LinkButton href={backHref}>Cancel</LinkButton>
        <Button variant="primary" icon={<ArrowRight />} type="submit">
          Review the change
        </Button>
      </div>
    </form>
  );
}

function FreshnessPanel({ draft, errors }: Pick<SettingsFormProps, 'draft' | 'errors'>) {
  return (
    <Panel title="How fresh, and who begins" pad>
      <div className="grid gap-4">
        <TextField
          label="Oldest authentication"
          aside="minutes"
          name="age"
          inputMode="numeric"
          maxLength={4}
          defaultValue={draft.authnMaxAgeMinutes}
          hint="How long ago the person may have authenticated at the provider: 1 to 1440. Short ages send people there more often."
          error={errors.authnMaxAgeMinutes}
        />
        <Checkbox
          label="Have people authenticate anew each time"
          detail="ForceAuthn on every request: a session that somebody left open at the provider is not enough."
          name="forces"
          value="true"
          defaultChecked={draft.forcesAuthn}
        />
        <Checkbox
          label="Take sign-ins that the provider begins by itself"
          detail="Needed for tiles in its portal. Nobody asked for these, so a foreign page can sign a person in as somebody else without their noticing."
          name="unsolicited"
          value="true"
          defaultChecked={draft.allowsUnsolicited}
        />
      </div>
    </Panel>
  );
}

function NamePanel({ draft, errors }: Pick<SettingsFormProps, 'draft' | 'errors'>) {
  return (
    <Panel title="Name and metadata" pad>
      <div className="grid gap-4">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={80}
          autoComplete="off"
          defaultValue={draft.name}
          hint="As people read it on the sign-in page."
          error={errors.name}
        />
        <TextField
          label="Metadata address"
          aside="optional"
          name="url"
          type="url"
          mono
          autoComplete="off"
          defaultValue={draft.metadataUrl}
          placeholder="https://idp.example.com/metadata"
          hint="Where “Refresh” looks first. It is read only when somebody asks, and stored only when they confirm."
          error={errors.metadataUrl}
        />
        <Checkbox
          label="Offer it on the sign-in page"
          detail="Otherwise people need its address."
          name="listed"
          value="true"
          defaultChecked={draft.listed}
        />
      </div>
    </Panel>
  );
}
