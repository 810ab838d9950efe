import { z } from 'zod';
import { Id, noneIfEmpty, Reason } from '../fields.ts';
import { EnvironmentChoice, RoleSlug } from '../operators/schema.ts';

export const CreateAssignment = z.object({
  operatorId: z.uuid('Choose an operator.'),
  role: RoleSlug,
  environmentId: EnvironmentChoice,
  untilAt: z.preprocess(noneIfEmpty, z.coerce.date({ error: 'This is no date.' }).nullable()).default(null),
  reason: Reason,
});
export const EndAssignment = z.object({ id: Id, reason: Reason });
