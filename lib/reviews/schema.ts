import { z } from 'zod';
import { Id, Name, noneIfEmpty, Reason } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';
import { EnvironmentChoice, RoleSlug } from '../operators/schema.ts';
import { mostAtOnce } from './rules.ts';

const listOf = <T extends z.ZodType>(one: T) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(one).max(200)).default([]);

const scopeFields = {
  kind: z.enum(['roles', 'applications', 'everything'], { error: 'Choose what is reviewed.' }),
  roles: listOf(RoleSlug),
  /** Of roles: those that reach into this environment; null: wherever they are held. */
  environmentId: EnvironmentChoice,
  applicationIds: listOf(z.uuid('Choose applications from the list.')),
};

export const ReviewScope = z.object(scopeFields).superRefine(requireNamed);
export type ReviewScope = z.infer<typeof ReviewScope>;

export const StartReview = z
  .object({
    name: Name,
    ...scopeFields,
    dueAt: z.preprocess(noneIfEmpty, z.coerce.date({ error: 'Choose the day until which it is decided.' })),
    reason: Reason,
  })
  .superRefine(requireNamed);

function requireNamed(
  { kind, roles, applicationIds }: { kind: string; roles: string[]; applicationIds: string[] },
  context: z.RefinementCtx,
): void {
  const complain = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (kind === 'roles' && roles.length === 0) complain('roles', 'Choose at least one role.');
  if (kind === 'applications' && applicationIds.length === 0)
    complain('applicationIds', 'Choose at least one application.');
}

/** Further items of the same review that get the same answer. */
const AlsoItems = listOf(Id).refine((ids) => ids.length < mostAtOnce, `At most ${mostAtOnce} at once.`);

export const DecideReview = z.object({
  id: Id,
  also: AlsoItems,
  decision: z.enum(['keep', 'remove'], { error: 'Choose whether they keep it.' }),
  reason: Reason,
});
export const UndoReview = z.object({ id: Id, also: AlsoItems, reason: Reason });
export const CancelReview = z.object({ id: Id, reason: Reason });
export const SettleReview = z.object({ id: Id });
export const ExportReview = z.object({
  id: Id,
  format: z.enum(['csv', 'json'], { error: 'Choose CSV or JSON.' }),
});

export const ReviewFilter = z.object({ after: CursorText, size: PageSize });
export const ItemFilter = z.object({
  show: z.enum(['unanswered', 'mine', 'suspended', 'all']).catch('all'),
  after: CursorText,
  size: PageSize,
});
export type ItemFilter = z.infer<typeof ItemFilter>;
