'use client';

import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Checkbox, Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { AreaField, TextField } from '#components/ui/field.tsx';
import { Note } from '#components/ui/note.tsx';
import { Stack } from '#components/ui/page.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import type { MfaPreset } from '#lib/connections/mfa-presets.ts';
import { type AttributeDraft, MfaAttributes } from './mfa-attributes.tsx';
import { MfaPresets } from './mfa-presets.tsx';
import { signatureCards, withoutMfaCards } from './settings-words.ts';

/** As typed: nothing here is checked yet. */
export interface SettingsDraft {
  name: string;
  listed: boolean;
  metadataUrl: string;
  mfaContexts: string;
  mfaAttributes: AttributeDraft[];
  signatures: string;
  allowsUnsolicited: boolean;
  asksContext: boolean;
  forcesAuthn: boolean;
  authnMaxAgeMinutes: string;
  withoutMfa: string;
}

interface SettingsFormProps {
  draft: SettingsDraft;
  presets: MfaPreset[];
  /** Which one filled the fields. */
  preset: string | null;
  errors: Record<string, string>;
  reviewHref: string;
  presetHref: string;
  backHref: string;
}

type Evidence = Pick<
  SettingsDraft,
  'mfaContexts' | 'mfaAttributes' | 'asksContext' | 'withoutMfa' | 'signatures'
>;

/** Sent by GET to its review: nothing is changed here, and the address holds what was typed. */
export function SettingsForm(props: SettingsFormProps) {
  const { draft, errors, reviewHref, backHref } = props;
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
          <FactorPanel {...props} evidence={evidence} set={set} />
        </Stack>
        <Stack>
          <SignaturePanel signatures={evidence.signatures} set={set} error={errors.signatures} />
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

interface FactorPanelProps extends SettingsFormProps {
  evidence: Evidence;
  set(change: Partial<Evidence>): void;
}

function FactorPanel({ presets, preset, presetHref, errors, evidence, set }: FactorPanelProps) {
  const [chosen, setChosen] = useState(preset);
  const fill = (wanted: MfaPreset) => {
    setChosen(wanted.slug);
    set({
      mfaContexts: wanted.mfaContexts.join('\n'),
      mfaAttributes: wanted.mfaAttributes.map(({ name, values }) => ({ name, values: values.join('\n') })),
      asksContext: wanted.asksContext,
      withoutMfa: wanted.withoutMfa,
      signatures: wanted.signatures,
    });
  };
  return (
    <Panel title="Second factor" pad>
      <div className="grid gap-4">
        <MfaPresets presets={presets} chosen={chosen} href={presetHref} onChoose={fill} />
        <AreaField
          label="Contexts that prove it"
          aside="one a line"
          name="contexts"
          className="code-input"
          rows={3}
          spellCheck={false}
          autoCapitalize="none"
          value={evidence.mfaContexts}
          onChange={(event) => set({ mfaContexts: event.target.value })}
          hint="Authentication context classes that only a second factor earns, compared to the letter. One too many lets a password alone in."
          error={errors.mfaContexts}
        />
        <MfaAttributes
          rows={evidence.mfaAttributes}
          onChange={(mfaAttributes) => set({ mfaAttributes })}
          errors={errors}
        />
        <Fieldset label="When neither is stated" error={errors.withoutMfa}>
          <div className="grid gap-2">
            {withoutMfaCards.map(([value, label, detail]) => (
              <RadioCard
                key={value}
                name="without"
                value={value}
                label={label}
                detail={detail}
                checked={evidence.withoutMfa === value}
                onChange={() => set({ withoutMfa: value })}
              />
            ))}
          </div>
        </Fieldset>
        <Checkbox
          label="Ask for these contexts in the request"
          detail="Some providers step up only when they are asked; others refuse a request for a class that they do not know. Asking proves nothing: what counts is the answer."
          name="asks"
          value="true"
          checked={evidence.asksContext}
          onChange={(event) => set({ asksContext: event.target.checked })}
        />
      </div>
    </Panel>
  );
}

interface SignaturePanelProps {
  signatures: string;
  set(change: Partial<Evidence>): void;
  error: string | undefined;
}

function SignaturePanel({ signatures, set, error }: SignaturePanelProps) {
  return (
    <Panel title="What it must sign" pad>
      <Fieldset label="Signatures" error={error}>
        <div className="grid gap-2">
          {signatureCards.map(([value, label, detail]) => (
            <RadioCard
              key={value}
              name="signatures"
              value={value}
              label={label}
              detail={detail}
              checked={signatures === value}
              onChange={() => set({ signatures: value })}
            />
          ))}
        </div>
      </Fieldset>
    </Panel>
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
