import { z } from 'zod';
import { noneIfEmpty, SearchText } from '../fields.ts';

const Place = z
  .preprocess(noneIfEmpty, z.enum(['production', 'sandbox']).nullable())
  .catch(null)
  .default(null);

/** "Who can do this?": `permission` is "action Subject", as a form sends it. */
export const WhoFilter = z.object({
  permission: z
    .string()
    .max(80)
    .regex(/^[a-z_.]+ [A-Za-z]+$/)
    .optional()
    .catch(undefined),
  environment: Place,
  /** Of one subject; without it, of any. */
  subject: z.preprocess(noneIfEmpty, z.string().trim().max(64).nullable()).catch(null).default(null),
  /** Part of a name: asked of these people alone. */
  person: SearchText,
  /** Another moment than now, in UTC: roles begin and end. */
  at: z
    .preprocess(
      (v) => (typeof v === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(v) ? `${v}Z` : noneIfEmpty(v)),
      z.coerce.date().nullable(),
    )
    .catch(null)
    .default(null),
  after: z.uuid().optional().catch(undefined),
});
export type WhoFilter = z.infer<typeof WhoFilter>;

export const RoleFilter = z.object({
  state: z.enum(['current', 'retired']).catch('current').default('current'),
});
export type RoleFilter = z.infer<typeof RoleFilter>;
