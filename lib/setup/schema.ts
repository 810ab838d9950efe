import { z } from 'zod';
import { AddConnection } from '../connections/schema.ts';
import { Id, Name } from '../fields.ts';

/** How long a link may be bound, and how long each step may take after it. */
export const setupMinutes = 30;

const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** `unlessOpen`: a start must not end the link of somebody who is in the middle of it. */
export const IssueSetupLink = z.object({ digest: Digest, unlessOpen: z.boolean().default(false) });

export const BindSetupLink = z.object({ id: Id, browserDigest: Digest });

export const NameOwner = z.object({
  id: Id,
  name: Name,
  email: z
    .email('This is no e-mail address.')
    .max(254)
    .transform((v) => v.replace(/[A-Z]/g, (c) => c.toLowerCase())),
  nameId: z.preprocess((v) => (v === '' ? undefined : v), z.string().trim().min(1).max(256).optional()),
});

export const ConnectFirst = AddConnection.omit({ enable: true, listed: true }).extend({ id: Id });

export const FinishSetup = z.object({ id: Id });
