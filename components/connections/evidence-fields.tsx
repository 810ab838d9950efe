'use client';

import { useState } from 'react';
import { Checkbox, Fieldset, RadioCard } from '#components/ui/choice.tsx';
import { AreaField } from '#components/ui/field.tsx';
import type { MfaPreset } from '#lib/connections/mfa-presets.ts';
import { type AttributeDraft, MfaAttributes } from './mfa-attributes.tsx';
import { MfaPresets } from './mfa-presets.tsx';
import { signatureCards, withoutMfaCards } from './settings-words.ts';

/** As typed: what counts as a second factor, and what the provider must sign. */
export interface Evidence {
  mfaContexts: string;
  mfaAttributes: AttributeDraft[];
  asksContext: boolean;
  withoutMfa: string;
  signatures: string;
}

function evidenceBy(preset: MfaPreset): Evidence {
  return {
    mfaContexts: preset.mfaContexts.join('\n'),
    mfaAttributes: preset.mfaAttributes.map(({ name, values }) => ({ name, values: values.join('\n') })),
    asksContext: preset.asksContext,
    withoutMfa: preset.withoutMfa,
    signatures: preset.signatures,
  };
}

interface FieldsProps {
  evidence: Evidence;
  set(change: Partial<Evidence>): void;
  errors: Record<string, string>;
}

export interface PresetProps {
  presets: MfaPreset[];
  /** Which one filled the fields. */
  preset: string | null;
  /** Without scripts a preset is an address: this, and its short name. */
  presetHref: string;
}

/** For a connection that is being added: filled in for its provider, each field open to another word. */
export function NewEvidence({
  presets,
  preset,
  presetHref,
  errors,
}: PresetProps & { preset: string; errors: Record<string, string> }) {
  const first = presets.find(({ slug }) => slug === preset) as MfaPreset;
  const [evidence, setEvidence] = useState(() => evidenceBy(first));
  const set = (change: Partial<Evidence>) => setEvidence({ ...evidence, ...change });
  return (
    <>
      <FactorFields {...{ presets, preset, presetHref, evidence, set, errors }} />
      <SignatureFields {...{ evidence, set, errors }} />
    </>
  );
}

export function FactorFields({
  presets,
  preset,
  presetHref,
  evidence,
  set,
  errors,
}: FieldsProps & PresetProps) {
  const [chosen, setChosen] = useState(preset);
  const fill = (wanted: MfaPreset) => {
    setChosen(wanted.slug);
    set(evidenceBy(wanted));
  };
  return (
    <>
      <MfaPresets presets={presets} chosen={chosen} href={presetHref} onChoose={fill} />
      <AreaField
        label="Contexts that prove it"
        aside="one a line"
        name="mfaContexts"
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
              name="withoutMfa"
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
        name="asksContext"
        value="true"
        checked={evidence.asksContext}
        onChange={(event) => set({ asksContext: event.target.checked })}
      />
    </>
  );
}

export function SignatureFields({ evidence, set, errors }: FieldsProps) {
  return (
    <Fieldset label="Signatures" error={errors.signatures}>
      <div className="grid gap-2">
        {signatureCards.map(([value, label, detail]) => (
          <RadioCard
            key={value}
            name="signatures"
            value={value}
            label={label}
            detail={detail}
            checked={evidence.signatures === value}
            onChange={() => set({ signatures: value })}
          />
        ))}
      </div>
    </Fieldset>
  );
}
