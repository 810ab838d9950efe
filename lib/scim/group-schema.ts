import { z } from 'zod';
import { Id, Name } from '../fields.ts';

/** More people than one group of an installation has; the body's cap is near it. */
export const mostMembers = 5_000;

const Version = z.number().int().nullable();
const GroupState = z.object({
  name: Name,
  externalId: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^\p{C}]+$/u)
    .nullable(),
});

const Kept = GroupState.extend({ name: Name.nullable() });

export const CreateScimGroup = GroupState.extend({ tokenId: Id, members: z.array(Id).max(mostMembers) });
/** `members`: all that it has from now on; null: they stay. So does a name that is null and an externalId that is not said. */
export const ReplaceScimGroup = Kept.partial({ externalId: true }).extend({
  id: Id,
  tokenId: Id,
  version: Version,
  members: z.array(Id).max(mostMembers).nullable(),
  /** Beside `members: null`: who comes and who goes. Two clients that each add one do not undo each other. */
  add: z.array(Id).max(mostMembers).default([]),
  remove: z.array(Id).max(mostMembers).default([]),
});
export const DeleteScimGroup = z.object({ id: Id, tokenId: Id, version: Version });
