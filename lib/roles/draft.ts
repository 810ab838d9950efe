/** A role as it is being edited, small enough for an address: its review can be opened again, gone back from, and works without scripts. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { Policy } from '../access/policy.ts';

const Draft = z.object({
  name: z.string().max(200),
  description: z.string().max(400),
  policy: Policy,
  ceiling: z.array(z.string().max(60)).max(100),
});
export type RoleDraft = z.infer<typeof Draft>;

/** Longer ones are for the API: a form on a page sends its address three times over in a head of 16 kB. */
export const longestDraft = 4_000;

/** Null where it is too long for an address. */
export function packDraft(draft: RoleDraft): string | null {
  const packed = deflateRawSync(JSON.stringify(draft), { level: 9 }).toString('base64url');
  return packed.length > longestDraft ? null : packed;
}

/** Null for whatever is no draft. What unpacks to more than a role can be is not unpacked: an address is anybody's. */
export function unpackDraft(packed: unknown): RoleDraft | null {
  if (typeof packed !== 'string' || packed === '' || packed.length > longestDraft) return null;
  try {
    const text = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: 1_000_000 }).toString();
    return Draft.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
