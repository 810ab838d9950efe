import { z } from 'zod';

export const metadataLimit = 512 * 1024;
/** REFEDS MFA: what many IdPs and federations state when a second factor was given. */
export const defaultMfaContext = 'https://refeds.org/profile/mfa';

const Id = z.uuid('This is not the id of anything here.');
const Reason = z
  .string({ error: 'Say why; it stands in the audit trail.' })
  .trim()
  .min(3, 'Say why; it stands in the audit trail.')
  .max(400, 'At most 400 characters.');
const MfaContext = z
  .string()
  .max(255, 'A context has at most 255 characters.')
  .regex(/^(https?:\/\/|urn:)[\x21-\x7e]+$/, 'Each context is a URI, exactly as the IdP states it.');

export const Slug = z
  .string({ error: 'Give it a short name.' })
  .regex(
    /^[a-z][a-z0-9-]{0,30}$/,
    'A short name starts with a letter and has only a to z, 0 to 9 and hyphens, at most 31 in all.',
  );

const lines = (value: unknown) => (typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : value);

export const AddConnection = z.object({
  slug: Slug,
  name: z
    .string({ error: 'Give it a name.' })
    .trim()
    .min(1, 'Give it a name.')
    .max(80, 'A name has at most 80 characters.')
    .regex(/^[^\p{C}]+$/u, 'A name has no control characters.'),
  metadata: z
    .string({ error: 'Give the metadata of the IdP as XML.' })
    .min(1, 'Give the metadata of the IdP as XML.')
    .max(metadataLimit, 'Metadata has at most 512 kB.'),
  mfaContexts: z
    .preprocess(lines, z.array(MfaContext).min(1, 'Name at least one context that proves MFA.').max(20))
    .default([defaultMfaContext]),
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
