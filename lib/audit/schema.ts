import { z } from 'zod';
import { SearchText } from '../fields.ts';

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((day) => !Number.isNaN(Date.parse(day)))
  .optional()
  .catch(undefined);

/** The number of an event: what a bigint column holds. */
export const EventNumber = z.coerce.bigint().min(0n).max(9_223_372_036_854_775_807n);

/** The audit list as its URL says it. */
export const AuditFilter = z.object({
  q: SearchText,
  outcome: z.enum(['done', 'refused']).optional().catch(undefined),
  sensitivity: z.enum(['routine', 'sensitive', 'critical']).optional().catch(undefined),
  actorKind: z.enum(['operator', 'service', 'cli', 'system', 'anonymous']).optional().catch(undefined),
  subject: z
    .string()
    .regex(/^[A-Za-z]{1,40}$/)
    .optional()
    .catch(undefined),
  subjectId: z
    .string()
    .regex(/^[\w.-]{1,80}$/)
    .optional()
    .catch(undefined),
  action: z
    .string()
    .regex(/^[a-z_.]{1,60}$/)
    .optional()
    .catch(undefined),
  from: Day,
  to: Day,
  before: EventNumber.optional().catch(undefined),
  after: EventNumber.optional().catch(undefined),
  event: EventNumber.optional().catch(undefined),
  size: z.coerce.number().int().min(1).max(500).catch(50),
});
export type AuditFilter = z.infer<typeof AuditFilter>;
