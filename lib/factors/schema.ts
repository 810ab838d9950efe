import { z } from 'zod';
import { Id } from '../fields.ts';

const Binding = z.string().regex(/^[0-9a-f]{64}$/);

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
