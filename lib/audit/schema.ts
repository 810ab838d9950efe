import { z } from 'zod';

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional()
  .catch(undefined);

/** The audit list as its URL says it. */
export const AuditFilter = z.object({
  q: z.string().trim().max(100).optional().catch(undefined),
  outcome: z.enum(['done', 'refused']).optional().catch(undefined),
  sensitivity: z.enum(['routine', 'sensitive', 'critical']).optional().catch(undefined),
  actorKind: z.enum(['operator', 'service', 'cli', 'system', 'anonymous']).optional().catch(undefined),
  subject: z.string().max(40).optional().catch(undefined),
  subjectId: z.string().max(80).optional().catch(undefined),
  action: z.string().max(60).optional().catch(undefined),
  from: Day,
  to: Day,
  before: z.coerce.bigint().optional().catch(undefined),
  after: z.coerce.bigint().optional().catch(undefined),
  event: z.coerce.bigint().optional().catch(undefined),
  size: z.coerce.number().int().min(1).max(500).catch(50),
});
export type AuditFilter = z.infer<typeof AuditFilter>;
