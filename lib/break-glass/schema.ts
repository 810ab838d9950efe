import { z } from 'zod';
import { Entries } from '../allow-lists/schema.ts';
import { Id, Reason } from '../fields.ts';

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const ticked = (value: unknown) => value === true || value === 'true' || value === 'on';

export const NamePerson = z.object({
  operatorId: z.uuid('Choose an operator.'),
  /** Print a sheet of sealed codes; whoever has no passkey needs one. */
  codes: z.preprocess(ticked, z.boolean()),
  reason: Reason,
});
export const RemovePerson = z.object({ id: Id, reason: Reason });
export const RenewCodes = z.object({ id: Id, reason: Reason });
export const SignReview = z.object({
  id: Id,
  review: z
    .string({ error: 'Say what happened and what follows from it.' })
    .trim()
    .min(20, 'Say what happened and what follows from it, in at least 20 characters.')
    .max(4000, 'At most 4,000 characters.'),
});

/** What everybody says at the door, the first person and the second one alike. */
export const Entering = z.object({
  mode: z.enum(['drill', 'real'], { error: 'Say whether it is a drill or the real thing.' }),
  reason: Reason,
});
export type Entering = z.infer<typeof Entering>;

/** After it was checked; only the house itself may give it. */
export const GivenProof = z.object({
  kind: z.enum(['passkey', 'sealed_code']),
  factorId: Id,
  context: z.string().min(1).max(512),
  at: z.iso.datetime(),
  address: z.string().max(64),
  userAgent: z.string().max(400),
  counter: z.number().int().min(0).nullable(),
  binding: Digest.nullable(),
});

export const Begin = z.object({
  operatorId: Id,
  digest: Digest,
  drill: z.boolean(),
  reason: Reason,
  proof: GivenProof,
});
export const Join = Begin.extend({ id: Id });
export const Return = Begin.extend({ id: Id });
/** `by`: null is the clock's. */
export const Close = z.object({ id: Id, operatorId: Id.nullable() });

export const Propose = z.object({
  openingId: Id,
  operatorId: Id,
  command: z.string().max(64),
  input: z.record(z.string(), z.unknown()),
  proof: GivenProof,
});
export const Confirm = z.object({ id: Id, operatorId: Id, proof: GivenProof });
export const Withdraw = z.object({ id: Id, operatorId: Id });

export const EndSessionsOf = z.object({ id: Id, reason: Reason });
const NewEntries = Entries.refine(
  (entries) => entries.length > 0,
  'Name at least one address, network or host.',
);
export const WidenAllowList = z.object({ id: Id, entries: NewEntries, reason: Reason });
export const ReplaceCertificate = z.object({
  id: Id,
  /** Of the connection as both people saw it. */
  version: z.coerce.number().int().min(1),
  certificate: z
    .string({ error: 'Paste the certificate.' })
    .trim()
    .min(1, 'Paste the certificate.')
    .max(16_384, 'This is longer than a certificate.'),
  reason: Reason,
});
export const RestoreProvider = z.object({
  id: Id,
  version: z.coerce.number().int().min(1),
  former: z.coerce.number({ error: 'Choose an earlier version.' }).int().min(1, 'Choose an earlier version.'),
  reason: Reason,
});
