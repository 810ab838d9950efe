import { z } from 'zod';
import { AuditFilter } from '../audit/schema.ts';
import { SearchText } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';

export const exportNames = [
  'keys',
  'applications',
  'operators',
  'assignments',
  'groups',
  'roles',
  'audit',
] as const;
export type ExportName = (typeof exportNames)[number];
export const ExportName = z.enum(exportNames);

export const ExportFormat = z.enum(['csv', 'json'], { error: 'Choose CSV or JSON.' });
export type ExportFormat = z.infer<typeof ExportFormat>;

/** The filter of the trail as its page has it, without where the page stands. */
export const ExportTrail = AuditFilter.omit({ before: true, after: true, event: true, size: true }).extend({
  format: ExportFormat,
});

export const AssignmentFilter = z.object({
  operator: z.uuid().optional().catch(undefined),
  role: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional()
    .catch(undefined),
  /** Of those who hold them, as the list of operators has it. */
  q: SearchText,
  state: z.enum(['active', 'disabled']).optional().catch(undefined),
  sort: z.literal('newest').catch('newest'),
  after: CursorText,
  size: PageSize,
});
export type AssignmentFilter = z.infer<typeof AssignmentFilter>;
