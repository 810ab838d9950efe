import { z } from 'zod';
import { addressesAlone, Entries, ListMode } from '../allow-lists/schema.ts';
import { Id, Name, Reason, SearchText } from '../fields.ts';
import { RotateKey } from '../keys/schema.ts';
import { CursorText, PageSize } from '../keyset.ts';

const Scopes = z
  .preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z
      .array(z.string().max(80), { error: 'Choose at least one permission.' })
      .min(1, 'Choose at least one permission.')
      .max(50),
  )
  .transform((list) => [...new Set(list)].sort());

const Addresses = Entries.refine((entries) => entries.every(({ kind }) => kind === 'cidr'), {
  error: addressesAlone,
});

export const CreateServiceAccount = z.object({
  name: Name,
  applicationId: z.uuid('Choose whose automation it is.'),
  scopes: Scopes,
  expiresInDays: z.coerce
    .number({ error: 'Choose when it expires.' })
    .int()
    .min(1, 'At least one day.')
    .max(366, 'At most 366 days.')
    .default(90),
  mode: ListMode.default('enforce'),
  entries: Addresses,
});

export const RotateServiceAccount = RotateKey;
export const EditServiceAccount = z.object({ id: Id, name: Name, scopes: Scopes, reason: Reason });

export const ServiceAccountFilter = z.object({
  q: SearchText,
  state: z.enum(['active', 'suspended', 'expired', 'revoked']).optional().catch(undefined),
  sort: z.enum(['name', 'newest', 'expires']).catch('name'),
  after: CursorText,
  size: PageSize,
});
export type ServiceAccountFilter = z.infer<typeof ServiceAccountFilter>;
