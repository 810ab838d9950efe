import { z } from 'zod';
import { Id, Name, Reason } from '../fields.ts';

/** How many passkeys one person may have; of authenticator apps they have one. */
export const mostPasskeys = 10;
export const recoveryCodeCount = 10;

/** sha256 of the exact change, hex (proof.ts). */
export const Binding = z.string().regex(/^[0-9a-f]{64}$/);

/** What was proven, after it was checked; only the house itself may give it. */
export const GiveProof = z.object({
  operatorId: Id,
  sessionId: Id,
  kind: z.enum(['passkey', 'totp', 'recovery_code', 'idp']),
  /** Of every kind but `idp`. */
  factorId: Id.nullable().default(null),
  /** The factor's name, or what the IdP stated. */
  context: z.string().min(1).max(512),
  /** Of the exact change; null for the sensitive changes of the next minutes. */
  binding: Binding.nullable().default(null),
  /** A passkey's signature counter, or the TOTP step: what must be above the one before. */
  counter: z.number().int().min(0).nullable().default(null),
});
export type GiveProof = z.input<typeof GiveProof>;

/** Sealed by the house when the enrolment began; it opens for the same person in the same session alone. */
const Ticket = z
  .string({ error: 'Start again: this page is too old.' })
  .min(1, 'Start again: this page is too old.')
  .max(8192, 'Start again: this page is too old.');

/** `ticket` comes from `checkPasskey`. */
export const EnrolPasskey = z.object({ ticket: Ticket, name: Name });
export type EnrolPasskey = z.input<typeof EnrolPasskey>;

/** `ticket` comes from `beginTotp`, `code` from the app that was set up with it. */
export const EnrolTotp = z.object({
  ticket: Ticket,
  code: z
    .string({ error: 'Type the six digits that the app shows.' })
    .transform((code) => code.replace(/\s/g, ''))
    .pipe(z.string().regex(/^[0-9]{6}$/, 'Type the six digits that the app shows.')),
  name: Name,
});
export type EnrolTotp = z.input<typeof EnrolTotp>;

export const MakeRecoveryCodes = z.object({});
export const RenameFactor = z.object({ id: Id, name: Name });
export const RemoveOwnFactor = z.object({ id: Id });

/** `id` is the operator's. */
export const ResetFactors = z.object({ id: Id, reason: Reason });
