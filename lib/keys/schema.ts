import { z } from 'zod';
import { Entries, ListMode } from '../allow-lists/schema.ts';
import { Id, Name, Reason, SearchText } from '../fields.ts';
import { CursorText, PageSize } from '../keyset.ts';

/** Scopes that the interface offers; a key may carry others of the same form that the protected API defines. */
export const offeredScopes = [
  'checks:read',
  'checks:write',
  'documents:read',
  'documents:write',
  'watchlist:read',
  'webhooks:manage',
] as const;
/** The right to ask `POST /v1/check`; granted only by those with production rights (docs/access.md). */
export const askScope = 'gatehouse:check';

const Scope = z
  .string()
  .trim()
  .regex(
    /^[a-z][a-z0-9-]{0,30}:[a-z][a-z0-9-]{0,30}$/,
    'A scope is two words with a colon between, such as checks:read.',
  );
// A form sends ticked scopes and a line of others together; a script may send one string.
const words = (value: unknown) => {
  const list = typeof value === 'string' ? [value] : value;
  return Array.isArray(list)
    ? list.flatMap((v) => (typeof v === 'string' ? v.split(/[\s,]+/).filter(Boolean) : [v]))
    : list;
};
const Scopes = z
  .preprocess(
    words,
    z.array(Scope, { error: 'Choose at least one scope.' }).min(1, 'Choose at least one scope.').max(50),
  )
  .transform((list) => [...new Set(list)].sort());
const ExpiresInDays = z.coerce
  .number({ error: 'Choose when it expires.' })
  .int()
  .min(1, 'At least one day.')
  .max(366, 'At most 366 days.');

export const CreateKey = z.object({
  name: Name,
  applicationId: z.uuid('Choose an application.'),
  kind: z.enum(['secret', 'publishable'], { error: 'Choose secret or publishable.' }),
  scopes: Scopes,
  expiresInDays: ExpiresInDays.default(90),
  mode: ListMode.default('enforce'),
  entries: Entries,
});
export type CreateKey = z.infer<typeof CreateKey>;

export const overlapHours = [0, 1, 24, 72, 168, 720] as const;
export const RotateKey = z.object({
  id: Id,
  overlapHours: z.coerce
    .number({ error: 'Choose how long both tokens pass.' })
    .int()
    .min(0)
    .max(720, 'An overlap lasts at most 30 days.')
    .default(72),
  expiresInDays: ExpiresInDays.default(90),
  reason: Reason,
});
export type RotateKey = z.infer<typeof RotateKey>;

export const EndOverlap = z.object({ id: Id, reason: Reason });
export const SuspendKey = z.object({ id: Id, reason: Reason });
export const ResumeKey = z.object({ id: Id, reason: Reason });
export const RevokeKey = z.object({ id: Id, reason: Reason });
export const ExpireKey = z.object({ id: Id });
export const EditKey = z.object({ id: Id, name: Name, scopes: Scopes, reason: Reason.optional() });
export const EditKeyAllowList = z.object({
  id: Id,
  mode: ListMode,
  entries: Entries,
  version: z.coerce.number().int().optional(),
  reason: Reason,
});

export const keyStates = ['active', 'rotation', 'suspended', 'expired', 'revoked'] as const;
/** What the URL of the list says; wrong values fall back instead of failing a shared link. */
export const KeyFilter = z.object({
  q: SearchText,
  state: z.enum(keyStates).optional().catch(undefined),
  kind: z.enum(['secret', 'publishable', 'service']).optional().catch(undefined),
  application: z.uuid().optional().catch(undefined),
  mode: ListMode.optional().catch(undefined),
  sort: z.enum(['newest', 'name', 'expires']).catch('newest'),
  after: CursorText,
  size: PageSize,
});
export type KeyFilter = z.infer<typeof KeyFilter>;
