import { z } from 'zod';

const Id = z.uuid('This is not the id of anything here.');
const Instant = z.iso.datetime();
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What an accepted response says; only sign-in itself may give it. */
export const StartSession = z.object({
  operatorId: Id,
  connectionId: Id,
  digest: Digest,
  nameId: z.string().min(1).max(1024),
  nameIdFormat: z.string().max(255).nullable(),
  sessionIndex: z.string().max(1024).nullable(),
  authnContext: z.string().min(1).max(1024),
  /** AuthnInstant, which is when the second factor was proven unless it is still to come. */
  proofAt: Instant,
  /** True where the IdP proved no second factor and Gatehouse asks for its own. */
  pending: z.boolean().default(false),
  /** SessionNotOnOrAfter of the IdP. */
  notAfter: Instant.nullable(),
  assertion: z.object({ issuer: z.string().min(1), id: z.string().min(1), expiresAt: Instant }),
  /** Of the session that this browser had until now. */
  formerDigest: Digest.nullable(),
});
export type StartSession = z.input<typeof StartSession>;

/** The secret is a new one: whoever planted or read the pending cookie holds nothing. */
export const CompleteSession = z.object({ id: Id, digest: Digest });

/** Names one of them, so that the corridor finds it among one's own. */
export const EndAllOwnSessions = z.object({ id: Id });

/** Where it went is read from the request itself, never from an input. */
export const NoteSessionMove = z.object({ id: Id });

export const EndSession = z.object({
  id: Id,
  reason: z.string().trim().min(3, 'Say why; it stands in the audit trail.').max(400).optional(),
});
