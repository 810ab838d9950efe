/** How each provider is set up for this installation. Pure words and values: the addresses are given. */
import type { GuideSource } from './guide-words.ts';
import { firstGuides } from './guides-first.ts';
import { secondGuides } from './guides-second.ts';

export interface OurValues {
  entityId: string;
  acs: string;
  slo: string;
}

export interface GuideStep {
  text: string;
  values: { label: string; value: string }[];
}

export interface Guide {
  slug: Provider;
  name: string;
  /** Where its administrator begins. */
  where: string;
  steps: GuideStep[];
  /** How it states that a second factor was given, and what to name in the settings here. */
  mfa: {
    tone: 'ok' | 'warn' | 'bad';
    title: string;
    text: string;
    contexts: string[];
    attributes: { name: string; values: string[] }[];
  };
}

export const providers = [
  'okta',
  'entra',
  'google',
  'ping',
  'jumpcloud',
  'salesforce',
  'ibm',
  'adfs',
  'keycloak',
  'other',
] as const;
export type Provider = (typeof providers)[number];

export const providerNames: Record<Provider, string> = {
  okta: 'Okta',
  entra: 'Entra ID',
  google: 'Google Workspace',
  ping: 'Ping',
  jumpcloud: 'JumpCloud',
  salesforce: 'Salesforce',
  ibm: 'IBM Verify',
  adfs: 'AD FS',
  keycloak: 'Keycloak',
  other: 'Other',
};

const sources: Record<Provider, GuideSource> = { ...firstGuides, ...secondGuides };

/** The steps for one provider, each with the exact values of this installation; `isAdded`: for a connection that is there. */
export function guideOf(provider: Provider, ours: OurValues, { isAdded }: { isAdded: boolean }): Guide {
  const source = sources[provider];
  return {
    slug: provider,
    name: providerNames[provider],
    where: source.where,
    steps: source.steps.map((step) =>
      typeof step === 'string'
        ? { text: step, values: [] }
        : {
            text: isAdded && step.whenAdded ? `${step.text} ${step.whenAdded}` : step.text,
            values: (step.fields ?? []).map(({ label, of }) => ({ label, value: textFor(of, ours) })),
          },
    ),
    mfa: { contexts: [], attributes: [], ...source.mfa },
  };
}

/** The provider that an entityID looks like: only which guide is opened first. */
export function guessProvider(entityId: string): Provider {
  const found = hints.find(([pattern]) => pattern.test(entityId));
  return found?.[1] ?? 'other';
}

const hints: [RegExp, Provider][] = [
  [/okta(preview|-emea)?\.com/i, 'okta'],
  [/sts\.windows\.net|login\.microsoftonline/i, 'entra'],
  [/accounts\.google\.com/i, 'google'],
  [/ping(one|identity)/i, 'ping'],
  [/jumpcloud/i, 'jumpcloud'],
  [/salesforce\.com|force\.com/i, 'salesforce'],
  [/verify\.ibm\.com|ice\.ibmcloud\.com/i, 'ibm'],
  [/\/adfs\//i, 'adfs'],
  [/\/realms\//i, 'keycloak'],
];

function textFor(of: keyof OurValues | { text: string }, ours: OurValues): string {
  return typeof of === 'string' ? ours[of] : of.text;
}
