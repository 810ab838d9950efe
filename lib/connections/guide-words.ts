/** What all guides say alike. */
import type { Guide, OurValues } from './guides.ts';

interface Field {
  label: string;
  /** One of this installation's values, or a text that is the same everywhere. */
  of: keyof OurValues | { text: string };
}

export interface GuideSource {
  where: string;
  steps: (string | { text: string; fields: Field[] })[];
  mfa: Omit<Guide['mfa'], 'contexts'> & { contexts?: string[] };
}

export const refeds = 'https://refeds.org/profile/mfa';
export const multipleAuthn = 'http://schemas.microsoft.com/claims/multipleauthn';
export const emailFormat = { text: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' };
export const addressFields = (acs: string, entityId: string): Field[] => [
  { label: acs, of: 'acs' },
  { label: entityId, of: 'entityId' },
];
export const bring = (from: string) =>
  `${from}. Its metadata must be what this connection was added with: compare entity ID and fingerprint on this page.`;
export const prove =
  'Prove it before others rely on it: sign in with one person, and read the event of that sign-in in the audit trail.';
