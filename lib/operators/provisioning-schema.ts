import { z } from 'zod';
import { canonicalEmail, longestName, longestValue, mostGroups } from '../connections/mapping-rules.ts';
import { Id } from '../fields.ts';

/** What an accepted response says of a person; only sign-in itself may give it. */
const Email = z.string().refine((text) => canonicalEmail(text) === text);
const PersonName = z
  .string()
  .min(1)
  .max(longestName * 2)
  .regex(/^[^\p{C}]+$/u);
const NameId = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{C}]+$/u);
const Groups = z.array(z.string().max(longestValue)).max(mostGroups);

export const ProvisionOperator = z.object({
  connectionId: Id,
  nameId: NameId,
  email: Email,
  name: PersonName.nullable(),
  groups: Groups,
});
export const LinkOperator = z.object({ id: Id, nameId: NameId, email: Email });
export const RefreshOperator = z.object({ id: Id, email: Email.nullable(), name: PersonName.nullable() });
export const SyncRoles = z.object({ id: Id, groups: Groups });
