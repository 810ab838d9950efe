import { z } from 'zod';
import { Id, noneIfEmpty, Reason, SearchText } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';

/** Of a system role or of one of this installation's own; whether there is one, the command asks. */
export const RoleSlug = z
  .string({ error: 'Choose a role.' })
  .max(60, 'Choose a role.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Choose a role.');
/** Null: every environment. */
export const EnvironmentChoice = z
  .preprocess(
    noneIfEmpty,
    z.enum(['production', 'sandbox'], { error: 'Choose an environment, or all.' }).nullable(),
  )
  .default(null);

/** ASCII lower case for e-mail forms, exact otherwise (docs/sign-in.md rule 13): no Unicode folding, which would let two names meet. */
export function canonicalNameId(nameId: string): string {
  return nameId.includes('@') ? nameId.replace(/[A-Z]/g, (c) => c.toLowerCase()) : nameId;
}

export const AddOperator = z.object({
  connection: z.string({ error: 'Choose a connection.' }).min(1, 'Choose a connection.').max(64),
  email: z
    .email('This is no e-mail address.')
    .max(254)
    .transform((v) => v.replace(/[A-Z]/g, (c) => c.toLowerCase())),
  name: z
    .string()
    .trim()
    .max(120)
    .regex(/^[^\p{C}]*$/u, 'A name has no control characters.')
    .default(''),
  nameId: z.preprocess((v) => (v === '' ? undefined : v), z.string().trim().min(1).max(256).optional()),
  role: z.preprocess((v) => (v === '' ? undefined : v), RoleSlug.optional()),
  environmentId: EnvironmentChoice,
  reason: Reason.default('added to Gatehouse'),
});

export const DisableOperator = z.object({ id: Id, reason: Reason });
export const EnableOperator = z.object({ id: Id, reason: Reason });
export const RecoverOperator = z.object({
  id: Id,
  nameId: z.string().trim().min(1).max(256).optional(),
  reason: Reason,
});

export const OperatorFilter = z.object({
  q: SearchText,
  state: z.enum(['active', 'disabled']).optional().catch(undefined),
  role: RoleSlug.optional().catch(undefined),
  connection: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .optional()
    .catch(undefined),
  /** The last sign-in, newest or oldest first; whoever never signed in stands last or first. */
  sort: z.enum(['name', 'newest', 'last-sign-in', 'oldest-sign-in']).catch('name'),
  after: CursorText,
  size: PageSize,
});
export type OperatorFilter = z.infer<typeof OperatorFilter>;

/** Of "What can this operator do?": a form's empty fields mean everywhere, and now. */
export const EffectiveFilter = z.object({
  environment: z.enum(['production', 'sandbox']).optional().catch(undefined),
  at: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/)
    .transform((text) => new Date(`${text}:00Z`))
    .refine((at) => !Number.isNaN(at.getTime()))
    .optional()
    .catch(undefined),
});
