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
  q: SearchText,
  state: z.enum(['current', 'retired']).catch('current').default('current'),
  /** `own`: system roles in the order of their tables, then those made here by name. */
  sort: z.enum(['own', 'name', 'people']).catch('own').default('own'),
});
export type RoleFilter = z.infer<typeof RoleFilter>;

const year = (at: Date) => at.getUTCFullYear();

/** "May this operator do this?": what is wrong is said at its field, since an answer to another question would mislead. */
export const SimulatorFilter = z.object({
  /** Their id or e-mail address. */
  operator: z
    .string({ error: 'Name one operator, by e-mail address or id.' })
    .trim()
    .min(1, 'Name one operator, by e-mail address or id.')
    .max(254, 'An e-mail address has at most 254 characters.')
    .regex(/^[^\p{C}]*$/u, 'An address has no control characters.'),
  /** "key.revoke ApiKey" */
  permission: z
    .string({ error: 'Choose what they would do.' })
    .regex(/^[a-z_.]{1,60} [A-Za-z]{1,40}$/, 'Choose what they would do.'),
  /** The id of one thing; left out: anything of the kind. */
  subject: z
    .preprocess(
      noneIfEmpty,
      z.uuid('This is not the id of anything here. Copy it whole, or leave it empty.').nullable(),
    )
    .default(null),
  environment: z
    .preprocess(
      noneIfEmpty,
      z.enum(['production', 'sandbox'], { error: 'Choose an environment from the list.' }).nullable(),
    )
    .default(null),
  /** In UTC; left out: now. */
  at: z
    .preprocess(
      (v) => (typeof v === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(v) ? `${v}Z` : noneIfEmpty(v)),
      z.coerce
        .date({ error: 'This is no time. Write it like 2026-11-24T09:30, in UTC.' })
        .refine((at) => year(at) >= 2000 && year(at) < 2100, 'Choose a time between the years 2000 and 2100.')
        .nullable(),
    )
    .default(null),
});
export type SimulatorFilter = z.infer<typeof SimulatorFilter>;
