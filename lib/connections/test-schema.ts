import { z } from 'zod';
import { Id } from '../fields.ts';

const Text = z.string().max(2000);

/** One rule of a test sign-in: what was looked at, what came of it and, where it failed, what to change at the IdP. */
export const TestCheck = z.object({
  name: z.string().min(1).max(80),
  /** The rule as the audit trail names it. */
  rule: z.string().min(1).max(40),
  /** `refused`: the message is right, and whom it names would not come in by it. */
  outcome: z.enum(['passed', 'failed', 'not reached', 'refused']),
  /** As it stood in the message. */
  value: Text.nullable(),
  detail: Text.nullable(),
  /** What belongs together under one check: attributes, the certificate that signed. */
  rows: z
    .array(z.object({ label: Text, value: Text }))
    .max(200)
    .default([]),
});
export type TestCheck = z.output<typeof TestCheck>;

/** What a test sign-in showed; only sign-in itself may say it. */
export const RecordTest = z.object({
  connectionId: Id,
  version: z.number().int(),
  /** An operator, or the set-up link of a new installation. */
  testedBy: Id,
  passed: z.boolean(),
  checks: z.array(TestCheck).min(1).max(60),
  /** SHA-256 of the certificate that signed, if one did. */
  fingerprint: z.string().max(100).nullable(),
  /** Of an assertion that passed: it counts as used. */
  assertion: z
    .object({ issuer: z.string().min(1), id: z.string().min(1), expiresAt: z.iso.datetime() })
    .nullable(),
});
export type RecordTest = z.input<typeof RecordTest>;
