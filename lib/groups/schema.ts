import { z } from 'zod';
import { Id, Name, Reason, SearchText } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';

/** As many as one form shows and one event names. */
export const mostAtOnce = 50;

const Description = z
  .string()
  .trim()
  .max(400, 'At most 400 characters.')
  .regex(/^[^\p{C}]*$/u, 'A description has no control characters.')
  .default('');
/** A form with one box ticked sends one text. */
const People = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : (value ?? [])),
  z
    .array(z.uuid('Choose people from the list.'), { error: 'Choose at least one person.' })
    .min(1, 'Choose at least one person.')
    .max(mostAtOnce, `At most ${mostAtOnce} people at once.`)
    .transform((ids) => [...new Set(ids)].sort()),
);

export const CreateGroup = z.object({ name: Name, description: Description, reason: Reason });
export const EditGroup = z.object({ id: Id, name: Name, description: Description, reason: Reason });
export const EndGroup = z.object({ id: Id, reason: Reason });
export const ChangeMembers = z.object({ id: Id, operatorIds: People, reason: Reason });

export const GroupFilter = z.object({
  q: SearchText,
  source: z.enum(['given', 'scim']).optional().catch(undefined),
  state: z.enum(['current', 'ended']).default('current').catch('current'),
  after: CursorText,
  size: PageSize,
});
export type GroupFilter = z.infer<typeof GroupFilter>;
export const MemberFilter = z.object({ q: SearchText, after: CursorText, size: PageSize });
export type MemberFilter = z.infer<typeof MemberFilter>;

const isId = (value: unknown): value is string => z.uuid().safeParse(value).success;

/** Who is looked for, and who is chosen already: a search, or the way without scripts, loses nobody. */
export const JoinFilter = z.object({
  q: SearchText,
  'operatorIds[]': z
    .unknown()
    .optional()
    .transform((said) => [...new Set([said].flat().filter(isId))].slice(0, mostAtOnce)),
});
