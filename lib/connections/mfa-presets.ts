/** How providers state a second factor, as the settings page fills it in; the guides say what to set over there. */
import { methodsReferences, multipleAuthn, refeds } from './guide-words.ts';
import type { Provider } from './guides.ts';
import type { MfaAttribute, Signatures, WithoutMfa } from './settings-schema.ts';

export interface MfaPreset {
  slug: string;
  name: string;
  mfaContexts: string[];
  mfaAttributes: MfaAttribute[];
  asksContext: boolean;
  withoutMfa: WithoutMfa;
  signatures: Signatures;
  says: string;
}

const nothing = {
  mfaContexts: [],
  mfaAttributes: [],
  asksContext: false,
  withoutMfa: 'ask',
  signatures: 'both',
} as const;
const byClass = { ...nothing, mfaContexts: [refeds], asksContext: true } as const;

export const mfaPresets: readonly MfaPreset[] = [
  {
    ...nothing,
    slug: 'okta',
    name: 'Okta',
    mfaContexts: [],
    mfaAttributes: [{ name: 'session.amr', values: ['mfa'] }],
    says: 'Add the attribute statement session.amr with the value session.amr in the app. It holds “mfa” where the session began with two factors.',
  },
  {
    ...nothing,
    slug: 'entra',
    name: 'Entra ID',
    mfaContexts: [],
    mfaAttributes: [{ name: methodsReferences, values: [multipleAuthn] }],
    says: 'Entra ID sends the attribute by itself. A request that asks for a class ends there with AADSTS75011 where the session began otherwise, so none is asked for.',
  },
  {
    ...nothing,
    slug: 'adfs',
    name: 'AD FS',
    mfaContexts: [],
    mfaAttributes: [{ name: methodsReferences, values: [multipleAuthn] }],
    says: 'The trust needs a claim rule that passes authnmethodsreferences through. AD FS refuses a request for a class that it does not know (MSIS7102), so none is asked for.',
  },
  {
    ...byClass,
    slug: 'keycloak',
    name: 'Keycloak',
    mfaContexts: [refeds],
    mfaAttributes: [],
    says: 'Step-up for SAML maps the REFEDS class to the level that your flow reaches with the second factor. Without it, name an attribute that a mapper fills in, or let Gatehouse ask.',
  },
  {
    ...nothing,
    slug: 'google',
    name: 'Google Workspace',
    mfaContexts: [],
    mfaAttributes: [],
    signatures: 'response',
    says: 'Google states no second factor, so Gatehouse asks each person here. It signs the response where “Signed response” is ticked, and the assertion otherwise.',
  },
  {
    ...byClass,
    slug: 'ping',
    name: 'Ping, IBM Verify',
    mfaContexts: [refeds],
    mfaAttributes: [],
    says: 'The policy over there states the REFEDS class after the second factor, and only then.',
  },
  {
    ...nothing,
    slug: 'jumpcloud',
    name: 'JumpCloud, Salesforce',
    mfaContexts: [],
    mfaAttributes: [],
    says: 'They state one class whatever the person did, so Gatehouse asks each person here.',
  },
  {
    ...byClass,
    slug: 'federation',
    name: 'REFEDS',
    mfaContexts: [refeds],
    mfaAttributes: [],
    says: 'Shibboleth, SimpleSAMLphp and many federations answer with this class when it is asked for.',
  },
];

/** Providers that state it alike share a preset. */
const byProvider: Record<Provider, string> = {
  okta: 'okta',
  entra: 'entra',
  google: 'google',
  ping: 'ping',
  jumpcloud: 'jumpcloud',
  salesforce: 'jumpcloud',
  ibm: 'ping',
  adfs: 'adfs',
  keycloak: 'keycloak',
  other: 'federation',
};

export function presetFor(provider: Provider): MfaPreset {
  return mfaPresets.find(({ slug }) => slug === byProvider[provider]) as MfaPreset;
}
