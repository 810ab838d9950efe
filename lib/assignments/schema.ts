import { z } from 'zod';
import { EnvironmentChoice, Reason, RoleSlug } from '../operators/schema.ts';

export const CreateAssignment = z.object({
  operatorId: z.uuid('Choose an operator.'),
  role: RoleSlug,
  environmentId: EnvironmentChoice,
  untilAt: z
    .preprocess((v) => (v === '' ? null : v), z.coerce.date({ error: 'This is no date.' }).nullable())
    .default(null),
  reason: Reason,
});
export const EndAssignment = z.object({ id: z.uuid('This is not the id of anything here.'), reason: Reason });
