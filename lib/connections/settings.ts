import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Context } from '../command.ts';
import { Refusal } from '../errors.ts';
import { provisionings } from './mapping-schema.ts';
import { keepFormer, settingColumns } from './versions.ts';

// How it is called and where it is offered: no response is judged by these, so they make no new version.
const besides: ReadonlySet<keyof Settings> = new Set(['name', 'listed', 'metadataUrl']);

const Texts = z.array(z.string());
const Attributes = z.array(z.object({ name: z.string(), values: Texts }));
const Stored = z.object({
  name: z.string(),
  listed: z.boolean(),
  metadataUrl: z.string().nullable(),
  entityId: z.string(),
  ssoUrl: z.string(),
  sloUrl: z.string().nullable(),
  // Versions from before these two were read: what was sent then went by redirect, to one address.
  sloBinding: z.enum(['redirect', 'post']).default('redirect'),
  sloResponseUrl: z.string().nullable().default(null),
  certificates: Texts,
  mfaContexts: Texts,
  mfaAttributes: Attributes,
  signatures: z.enum(['both', 'response', 'assertion']),
  allowsUnsolicited: z.boolean(),
  asksContext: z.boolean(),
  forcesAuthn: z.boolean(),
  authnMaxAgeMinutes: z.number().int(),
  withoutMfa: z.enum(['refuse', 'ask']),
  mapping: z.record(z.string(), z.json()),
  provisioning: z.enum(provisionings),
  roleCeiling: Texts,
  emailDomains: Texts,
  linksByEmail: z.boolean(),
});
export type Settings = z.infer<typeof Stored>;

/** What a column of JSON holds, or nothing where it has another form: then it proves nothing either. */
export function mfaAttributesOf(stored: unknown): z.infer<typeof Attributes> {
  return Attributes.safeParse(stored).data ?? [];
}

/** Settings out of a row or a former version; what has another form is not guessed at. Throws `conflict`. */
export function readSettings(stored: unknown): Settings {
  const parsed = Stored.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new Refusal('conflict', 'These settings cannot be read any more. Set them anew.');
}

/**
 * Called inside `run` only, with the connection's row locked. What stood before is kept as a former version; a new
 * version makes each earlier test sign-in one of something else.
 */
export async function changeSettings(
  cx: Context,
  id: string,
  wanted: Partial<Settings>,
): Promise<{ version: number }> {
  const { version, ...before } = await cx.tx.connection.findUniqueOrThrow({
    where: { id },
    select: { version: true, ...settingColumns },
  });
  const changed = changedColumns(before, wanted);
  if (changed.length === 0)
    throw new Refusal('conflict', 'Nothing differs from what is saved. Nothing was changed.');
  const isJudgedBy = changed.some((column) => !besides.has(column));
  if (isJudgedBy) await keepFormer(cx, id);
  const next = isJudgedBy ? version + 1 : version;
  const data = Object.fromEntries(changed.map((column) => [column, wanted[column]]));
  await cx.tx.connection.update({ where: { id }, data: { ...data, version: next }, select: { id: true } });
  return { version: next };
}

function changedColumns(before: object, wanted: Partial<Settings>): (keyof Settings)[] {
  const was = before as Record<string, unknown>;
  const columns = Object.keys(wanted) as (keyof Settings)[];
  return columns.filter((column) => !isDeepStrictEqual(wanted[column], was[column]));
}
