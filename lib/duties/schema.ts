import { z } from 'zod';
import { Id, Name, noneIfEmpty, Reason } from '../fields.ts';

/** "key.create ApiKey", as a form sends it. */
const Permission = z
  .string({ error: 'Choose a permission.' })
  .max(80)
  .regex(/^[a-z_.]+ [A-Za-z]+$/, 'Choose a permission.');

const duty = {
  name: Name,
  first: Permission,
  second: Permission,
  /** Null: in any one environment. */
  environmentId: z
    .preprocess(
      noneIfEmpty,
      z.enum(['production', 'sandbox'], { error: 'Choose an environment, or any.' }).nullable(),
    )
    .default(null),
  mode: z.enum(['warn', 'forbid'], { error: 'Choose what happens.' }),
  note: z.string().trim().max(400, 'At most 400 characters.').default(''),
};

export const CreateDuty = z.object({ ...duty, reason: Reason });
export const EditDuty = z.object({
  id: Id,
  ...duty,
  version: z.coerce.number().int().optional(),
  reason: Reason,
});
export const EndDuty = z.object({ id: Id, reason: Reason });
