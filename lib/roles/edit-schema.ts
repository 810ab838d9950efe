import { z } from 'zod';
import { Policy } from '../access/policy.ts';
import { Id, Name, Reason } from '../fields.ts';
import { RoleSlug } from '../operators/schema.ts';

/** As JSON text, as a form sends it, or as the object itself. */
const PolicyInput = z.preprocess((value, cx) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    cx.issues.push({ code: 'custom', input: value, message: jsonFault(error) });
    return z.NEVER;
  }
}, Policy);

function jsonFault(error: unknown): string {
  return `This is no JSON: ${error instanceof Error ? error.message.slice(0, 160) : 'it does not parse'}.`;
}

const list = (value: unknown) =>
  typeof value === 'string' ? value.split(/[\s,;]+/).filter(Boolean) : (value ?? []);

const Definition = z.object({
  name: Name,
  description: z
    .string()
    .trim()
    .max(200, 'At most 200 characters.')
    .regex(/^[^\p{C}]*$/u, 'A description has no control characters.')
    .default(''),
  policy: PolicyInput,
  /** Roles that whoever holds it may grant. */
  ceiling: z
    .preprocess(list, z.array(RoleSlug).max(100, 'At most 100 roles.'))
    .default([])
    .transform((slugs) => [...new Set(slugs)].sort()),
});

/** Of the role as it was shown: what somebody else saved meanwhile is not overwritten. */
const version = z.coerce.number().int().positive();

export const CreateRole = Definition.extend({ reason: Reason });
export const EditRole = Definition.extend({ id: Id, version, reason: Reason });
export const RestoreRole = z.object({
  id: Id,
  version,
  /** The number of the version that comes back. */
  former: z.coerce.number().int().positive(),
  reason: Reason,
});
export const RetireRole = z.object({ id: Id, version, reason: Reason });
export type CreateRole = z.output<typeof CreateRole>;
