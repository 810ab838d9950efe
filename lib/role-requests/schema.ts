import { z } from 'zod';
import { Id, Reason } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';
import { EnvironmentChoice, RoleSlug } from '../operators/schema.ts';

export const requestStates = ['waiting', 'granted', 'declined', 'withdrawn', 'expired'] as const;
export type RoleRequestState = (typeof requestStates)[number];

export const mostMinutes = 7 * 24 * 60;
export const leastMinutes = 15;

export const AskForRole = z.object({
  role: RoleSlug,
  environmentId: EnvironmentChoice,
  minutes: z.coerce
    .number({ error: 'Choose for how long.' })
    .int('Choose whole minutes.')
    .min(leastMinutes, `At least ${leastMinutes} minutes.`)
    .max(mostMinutes, 'At most 7 days.'),
  reason: Reason,
});
export const GrantRequest = z.object({ id: Id, reason: Reason });
export const DeclineRequest = z.object({ id: Id, reason: Reason });
export const WithdrawRequest = z.object({ id: Id });
export const ExpireRequest = z.object({ id: Id });

export const RoleRequestFilter = z.object({
  state: z.enum([...requestStates, 'all']).catch('waiting'),
  /** The reader's to decide, or asked for by or for them. */
  whose: z.enum(['yours', 'own']).optional().catch(undefined),
  after: CursorText,
  size: PageSize,
});
export type RoleRequestFilter = z.infer<typeof RoleRequestFilter>;
