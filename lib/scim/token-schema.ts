import { z } from 'zod';
import { Id, Name, Reason } from '../fields.ts';

export const scimScopes = ['users', 'groups'] as const;
export type ScimScope = (typeof scimScopes)[number];

const asList = (value: unknown) => (typeof value === 'string' ? [value] : value);

export const CreateScimToken = z.object({
  connectionId: Id,
  name: Name,
  scopes: z
    .preprocess(
      asList,
      z
        .array(z.enum(scimScopes), { error: 'Choose what it may keep.' })
        .min(1, 'Choose what it may keep.')
        .max(10),
    )
    .transform((list) => scimScopes.filter((scope) => list.includes(scope))),
  expiresInDays: z.coerce
    .number({ error: 'Choose when it expires.' })
    .int()
    .min(1, 'At least one day.')
    .max(366, 'At most 366 days.')
    .default(180),
});
export type CreateScimToken = z.infer<typeof CreateScimToken>;
export const EndScimToken = z.object({ id: Id, reason: Reason });
