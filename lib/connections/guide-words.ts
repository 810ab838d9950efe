/** What all guides say alike. */
import type { Guide, OurValues } from './guides.ts';

interface Field {
  label: string;
  /** One of this installation's values, or a text that is the same everywhere. */
  of: keyof OurValues | { text: string };
}

interface Step {
  text: string;
  fields?: Field[];
  /** Said beside it of a connection that is there, and of none before. */
  whenAdded?: string;
}

export interface GuideSource {
  where: string;
  steps: (string | Step)[];
  mfa: Omit<Guide['mfa'], 'contexts' | 'attributes'> & Partial<Pick<Guide['mfa'], 'contexts' | 'attributes'>>;
}

export const refeds = 'https://refeds.org/profile/mfa';
export const multipleAuthn = 'http://schemas.microsoft.com/claims/multipleauthn';
export const emailFormat = { text: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' };
export const addressFields = (acs: string, entityId: string): Field[] => [
  { label: acs, of: 'acs' },
  { label: entityId, of: 'entityId' },
];
export const bring = (from: string): Step => ({
  text: `${from}.`,
  whenAdded:
    'This connection was added with it; where certificates or addresses changed since, refresh the metadata, and compare each fingerprint.',
});
export const prove =
  'Prove it before others rely on it: a test sign-in shows what was stated, and whether it counts.';
/** Rule 10 of docs/sign-in.md: what is encrypted is opened only once the response’s own signature holds. */
export const encrypting = (how: string) =>
  `Encrypting is optional: ${how}. Whoever encrypts must sign the response, too, and use AES-GCM with RSA-OAEP; anything else is refused.`;
export const methodsReferences = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
export const askedHere =
  'Leave contexts and attributes empty here and choose “Ask for one here”: after the provider’s answer Gatehouse asks each person for a passkey or a code.';
