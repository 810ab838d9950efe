import type { SettingsDraft } from '#components/connections/settings-form.tsx';
import type { MfaPreset } from '#lib/connections/mfa-presets.ts';
import type { Settings } from '#lib/connections/settings.ts';
import { attributeRows } from '#lib/connections/settings-schema.ts';

type Said = Record<string, string | string[] | undefined>;

const textOf = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '');
const listOf = (value: string | string[] | undefined) =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** What stands in the address: the form is sent by GET, so that its review can be opened again and gone back from. */
export function draftFrom(said: Said): SettingsDraft | null {
  if (said.age === undefined) return null;
  return {
    name: textOf(said.name),
    listed: said.listed === 'true',
    metadataUrl: textOf(said.url),
    mfaContexts: textOf(said.mfaContexts),
    mfaAttributes: attributeRows(listOf(said.attribute), listOf(said.values)),
    signatures: textOf(said.signatures),
    allowsUnsolicited: said.unsolicited === 'true',
    asksContext: said.asksContext === 'true',
    forcesAuthn: said.forces === 'true',
    authnMaxAgeMinutes: textOf(said.age),
    withoutMfa: textOf(said.withoutMfa),
  };
}

export function draftOf(settings: Settings): SettingsDraft {
  const { name, listed, signatures, allowsUnsolicited, asksContext, forcesAuthn, withoutMfa } = settings;
  return {
    name,
    listed,
    signatures,
    allowsUnsolicited,
    asksContext,
    forcesAuthn,
    withoutMfa,
    metadataUrl: settings.metadataUrl ?? '',
    mfaContexts: settings.mfaContexts.join('\n'),
    mfaAttributes: settings.mfaAttributes.map((row) => ({ name: row.name, values: row.values.join('\n') })),
    authnMaxAgeMinutes: String(settings.authnMaxAgeMinutes),
  };
}

export function withPreset(draft: SettingsDraft, preset: MfaPreset): SettingsDraft {
  const { asksContext, withoutMfa, signatures } = preset;
  return {
    ...draft,
    asksContext,
    withoutMfa,
    signatures,
    mfaContexts: preset.mfaContexts.join('\n'),
    mfaAttributes: preset.mfaAttributes.map((row) => ({ name: row.name, values: row.values.join('\n') })),
  };
}

/** The fields of the command, as a form sends them. */
export function fieldsOf(draft: SettingsDraft): Record<string, string> {
  const { mfaAttributes, ...rest } = draft;
  const texts = Object.entries(rest).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(texts), mfaAttributes: JSON.stringify(mfaAttributes) };
}

/** The address that holds the draft. */
export function searchOf(draft: SettingsDraft): string {
  const said = new URLSearchParams({
    name: draft.name,
    url: draft.metadataUrl,
    mfaContexts: draft.mfaContexts,
    signatures: draft.signatures,
    age: draft.authnMaxAgeMinutes,
    withoutMfa: draft.withoutMfa,
  });
  const flags = {
    listed: draft.listed,
    unsolicited: draft.allowsUnsolicited,
    asksContext: draft.asksContext,
    forces: draft.forcesAuthn,
  };
  for (const [name, isSet] of Object.entries(flags)) if (isSet) said.set(name, 'true');
  for (const { name, values } of draft.mfaAttributes) {
    said.append('attribute', name);
    said.append('values', values);
  }
  return said.toString();
}
