import { z } from 'zod';
import { Entries, ListMode } from '../allow-lists/schema.ts';
import { Id, Name, noneIfEmpty, Reason, SearchText } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';

const Description = z.string().trim().max(300, 'At most 300 characters.').default('');

export const CreateApplication = z.object({
  environmentId: z.enum(['production', 'sandbox'], { error: 'Choose an environment.' }),
  name: Name,
  description: Description,
  ownerId: z.uuid('Choose who answers for it.'),
  deputyId: z.preprocess(noneIfEmpty, z.uuid('Choose a deputy, or none.').nullable()).default(null),
});
export const EditApplication = z.object({ id: Id, name: Name, description: Description });
export const HandOverApplication = z.object({
  id: Id,
  ownerId: z.uuid('Choose who answers for it.'),
  deputyId: z.preprocess(noneIfEmpty, z.uuid('Choose a deputy, or none.').nullable()).default(null),
  reason: Reason,
});
export const EditApplicationAllowList = z.object({
  id: Id,
  mode: ListMode,
  entries: Entries,
  version: z.coerce.number().int().optional(),
  reason: Reason,
});

export const ApplicationFilter = z.object({
  q: SearchText,
  /** Only what nobody active answers for. */
  orphaned: z.literal('1').optional().catch(undefined),
  sort: z.enum(['name', 'newest']).catch('name'),
  after: CursorText,
  size: PageSize,
});
export type ApplicationFilter = z.infer<typeof ApplicationFilter>;
