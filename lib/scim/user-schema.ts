import { z } from 'zod';
import { canonicalEmail } from '../connections/mapping-rules.ts';
import { Id } from '../fields.ts';

/** The version that the client had in view (RFC 7644 3.14); null: whichever stands. */
const Version = z.number().int().nullable();
const Text = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{C}]+$/u);

/** All that this house keeps of a User of RFC 7643 4.1, made fit; only the SCIM door may give it. */
const UserState = z.object({
  userName: Text,
  externalId: Text.nullable(),
  email: z.string().refine((text) => canonicalEmail(text) === text),
  name: Text,
  active: z.boolean(),
});
export type UserState = z.infer<typeof UserState>;

export const CreateScimUser = UserState.extend({ tokenId: Id });
export const ChangeScimUser = UserState.extend({ id: Id, tokenId: Id, version: Version });
export const DeleteScimUser = z.object({ id: Id, tokenId: Id, version: Version });
