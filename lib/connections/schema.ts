import { z } from 'zod';
import { Id, Name, Reason } from '../fields.ts';
import {
  MetadataUrl,
  MfaAttributes,
  MfaContexts,
  signatureChoices,
  withoutMfaChoices,
} from './settings-schema.ts';

export const metadataLimit = 512 * 1024;
/** REFEDS MFA: what many IdPs and federations state when a second factor was given. */
export const defaultMfaContext = 'https://refeds.org/profile/mfa';

export const Slug = z
  .string({ error: 'Give it a short name.' })
  .regex(
    /^[a-z][a-z0-9-]{0,30}$/,
    'A short name starts with a letter and has only a to z, 0 to 9 and hyphens, at most 31 in all.',
  );

export const AddConnection = z.object({
  slug: Slug,
  name: Name,
  metadata: z
    .string({ error: 'Give the metadata of the IdP as XML.' })
    .min(1, 'Give the metadata of the IdP as XML.')
    .max(metadataLimit, 'Metadata has at most 512 kB.'),
  metadataUrl: MetadataUrl.default(null),
  mfaContexts: MfaContexts.default([defaultMfaContext]),
  mfaAttributes: MfaAttributes.default([]),
  /** Some providers sign one of the two only: without a word here their first sign-in could never pass. */
  signatures: z.enum(signatureChoices, { error: 'Choose what the IdP must sign.' }).default('both'),
  asksContext: z.stringbool().or(z.boolean()).default(true),
  /** What happens where the IdP states none of them; the console suggests `ask`. */
  withoutMfa: z.enum(withoutMfaChoices).default('refuse'),
  enable: z.stringbool().or(z.boolean()).default(false),
  listed: z.stringbool().or(z.boolean()).default(true),
});
export type AddConnection = z.infer<typeof AddConnection>;

/** The command line may say why; the console asks. */
export const EnableConnection = z.object({ id: Id, reason: Reason.optional() });
export const DisableConnection = z.object({ id: Id, reason: Reason });
export const RemoveConnection = z.object({
  id: Id,
  reason: Reason,
  /** Who takes the applications that its people own. */
  successorId: z
    .preprocess((v) => (v === '' ? null : v), z.uuid('Choose an operator, or nobody.').nullable())
    .default(null),
});
