import { z } from 'zod';
import { Id, noneIfEmpty, Reason, SearchText } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';

export const requestStates = [
  'waiting',
  'approved',
  'declined',
  'withdrawn',
  'expired',
  'executed',
  'stale',
] as const;
export type RequestState = (typeof requestStates)[number];

/** `waiting`: what the reader can decide; `open`: whatever is not over; `mine`: the reader's own; `decided`: what was decided. */
export const ApprovalFilter = z.object({
  view: z.enum(['waiting', 'open', 'mine', 'decided']).catch('waiting').default('waiting'),
  /** In what is asked for, of what, and by whom. */
  q: SearchText,
  after: CursorText,
  size: PageSize.default(50),
});
export type ApprovalFilter = z.output<typeof ApprovalFilter>;

/** What an approver may say, and need not. */
const Remark = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() === '' ? null : noneIfEmpty(value)),
  z.string().trim().max(400, 'At most 400 characters.').nullable().default(null),
);

export const DecideApproval = z.object({ id: Id, reason: Remark });
export const DeclineApproval = z.object({ id: Id, reason: Reason });
export const WithdrawApproval = z.object({ id: Id });
/** The worker's: what nobody decided or executed in time. */
export const ExpireApproval = z.object({ id: Id });
/** The corridor's: what can no longer be done as it was approved. */
export const VoidApproval = z.object({ id: Id, why: z.string().min(1).max(400) });

/** How many other people may be asked for. */
export const mostApprovals = 5;
/** In a rule: every critical command. */
export const everyCommand = '*';

export const SetApprovalPolicy = z.object({
  /** null: where no rule of an environment says otherwise, and for what belongs to none. */
  environmentId: z.preprocess(noneIfEmpty, z.string().max(40).nullable()).default(null),
  command: z
    .string({ error: 'Choose a change, or every one.' })
    .regex(/^(\*|[a-z_]+\.[a-z_]+)$/, 'Choose a change, or every one.')
    .max(60),
  approvals: z.coerce
    .number({ error: 'Choose how many people.' })
    .int('Choose how many people.')
    .min(0, 'Choose how many people.')
    .max(mostApprovals, `At most ${mostApprovals} people.`),
  reason: Reason,
});
export type SetApprovalPolicy = z.input<typeof SetApprovalPolicy>;

/** Takes a rule of one's own away: what stands behind it counts again. `id` is the rule's. */
export const RemoveApprovalPolicy = z.object({ id: Id, reason: Reason });
