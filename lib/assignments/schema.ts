import { z } from 'zod';
import { Id, noneIfEmpty, Reason } from '../fields.ts';
import { EnvironmentChoice, RoleSlug } from '../operators/schema.ts';

const When = z.preprocess(noneIfEmpty, z.coerce.date({ error: 'This is no date.' }).nullable()).default(null);
const Whose = z.preprocess(noneIfEmpty, z.uuid('Choose whom from the list.').nullable()).default(null);

export const CreateAssignment = z
  .object({
    operatorId: Whose,
    groupId: Whose,
    role: RoleSlug,
    environmentId: EnvironmentChoice,
    /** Left out or past: at once. */
    fromAt: When,
    untilAt: When,
    reason: Reason,
  })
  .superRefine(({ operatorId, groupId }, context) => {
    if ((operatorId === null) === (groupId === null))
      context.addIssue({
        code: 'custom',
        path: ['operatorId'],
        message: 'Choose an operator or a group, one of the two.',
      });
  });
export const EndAssignment = z.object({ id: Id, reason: Reason });
export const MoveEnd = z.object({
  id: Id,
  /** Null: without an end. */
  untilAt: z.preprocess(noneIfEmpty, z.coerce.date({ error: 'This is no date.' }).nullable()),
  reason: Reason,
});
