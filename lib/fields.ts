import { z } from 'zod';

/** Fields that several commands take, with the one sentence each says when it is wrong. Safe for the browser. */
export const Id = z.uuid('This is not the id of anything here.');

export const Reason = z
  .string({ error: 'Say why; it stands in the audit trail.' })
  .trim()
  .min(3, 'Say why; it stands in the audit trail.')
  .max(400, 'At most 400 characters.');

export const Name = z
  .string({ error: 'Give it a name.' })
  .trim()
  .min(1, 'Give it a name.')
  .max(80, 'A name has at most 80 characters.')
  .regex(/^[^\p{C}]+$/u, 'A name has no control characters.');

/** Free text of a search in a URL. Control characters go: Postgres refuses NUL in any text. */
export const SearchText = z
  .string()
  .transform((text) => text.replace(/\p{C}/gu, '').trim().slice(0, 100))
  .optional()
  .catch(undefined);

/** What a form sends for "none". */
export const noneIfEmpty = (value: unknown) => (value === '' ? null : value);

/** Whether any text in it holds NUL, which no column takes. */
export function holdsNul(input: unknown): boolean {
  // Level by level: what is nested ten thousand times deep must not end the stack.
  let level = [input];
  while (level.length > 0) {
    if (level.some((value) => typeof value === 'string' && value.includes('\0'))) return true;
    level = level.flatMap((value) =>
      value && typeof value === 'object' ? Object.entries(value).flat() : [],
    );
  }
  return false;
}
