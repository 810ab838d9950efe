import { isDeepStrictEqual } from 'node:util';
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { mayGrant } from '../access/granting.ts';
import { endMapped } from '../assignments/effects.ts';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { type Mapping, placeOf, rolesThatCouldCome } from './mapping-rules.ts';
import { storedMapping } from './mapping-schema.ts';

/** What of a connection decides who its people are. */
export interface PeopleSettings {
  id: string;
  slug: string;
  enabled: boolean;
  mapping: Mapping;
  provisioning: string;
  roleCeiling: string[];
  emailDomains: string[];
  linksByEmail: boolean;
  /** The person behind whom it makes: who wrote the mapping, else who added the connection. */
  causedBy: string;
}

/**
 * Called inside `run` only. Read under a shared lock: an edit of the mapping waits until what follows from the former
 * one is stored, and then ends of it what the new one would not give.
 */
export async function peopleSettings(tx: Tx, connectionId: string): Promise<PeopleSettings> {
  await tx.$queryRaw`SELECT 1 FROM connection WHERE id = ${connectionId}::uuid FOR SHARE`;
  const row = await tx.connection.findUniqueOrThrow({
    where: { id: connectionId },
    select: {
      id: true,
      slug: true,
      enabled: true,
      mapping: true,
      provisioning: true,
      roleCeiling: true,
      emailDomains: true,
      linksByEmail: true,
      causedBy: true,
    },
  });
  const mapping = storedMapping(row.mapping);
  // A role that was retired brings nothing, also where a mapping still names it.
  const known = await definitions(tx);
  const roleCeiling = row.roleCeiling.filter((slug) => known.has(slug));
  return { ...row, roleCeiling, mapping, causedBy: mapping.author ?? row.causedBy };
}

/** Another connection that speaks for this domain, enabled or not. */
export function otherOwnerOf(
  tx: Pick<Tx, 'connection'>,
  connectionId: string,
  domains: string[],
): Promise<{ name: string; emailDomains: string[] } | null> {
  return tx.connection.findFirst({
    where: { id: { not: connectionId }, emailDomains: { hasSome: domains } },
    select: { name: true, emailDomains: true },
  });
}

/**
 * Called inside `run` only, before a connection is given e-mail domains: by an edit, or when a former version comes
 * back. Two connections that claim one domain at the same time take turns at the lock, and the second one sees the first.
 */
export async function requireOwnDomains(
  { tx }: Pick<Context, 'tx'>,
  connectionId: string,
  domains: string[],
): Promise<void> {
  if (domains.length === 0) return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('email-domains'))`;
  const other = await otherOwnerOf(tx, connectionId, domains);
  if (!other) return;
  const shared = other.emailDomains.filter((domain) => domains.includes(domain)).join(', ');
  throw new Refusal('invalid', 'Correct the marked fields.', {
    emailDomains: `${shared} belongs to the connection ${other.name}. A domain has one connection.`,
  });
}

/** Nobody opens a way to a role that they could not give themselves (docs/access.md, ceiling). */
export async function requireInsideCeiling(
  { access, tx }: Pick<Context, 'access' | 'tx'>,
  { roleCeiling }: { roleCeiling: readonly string[] },
): Promise<void> {
  for (const role of roleCeiling) {
    if (!mayGrant(access, role, null))
      throw new Refusal('invalid', 'Correct the marked fields.', {
        roleCeiling: `${definitionNameOf(await definitions(tx), role)} lies above what you may give, so a group cannot bring it by your word.`,
      });
  }
}

/** Called inside `run` only, under the owner-floor lock: ends the mapped roles that these settings would not give. */
export async function endWhatCannotCome(
  cx: Context,
  connectionId: string,
  mapping: Mapping,
  settings: { roleCeiling: readonly string[]; provisioning: string },
) {
  const possible = rolesThatCouldCome(mapping.roles, settings.roleCeiling, settings.provisioning).map(
    placeOf,
  );
  const held = await cx.tx.assignment.findMany({
    where: { operator: { connectionId }, source: 'mapped', endedAt: null },
    select: { id: true, role: true, environmentId: true },
  });
  const ending = held.filter((one) => !possible.includes(placeOf(one)));
  return endMapped(cx, ending);
}

/** What decides which role a group brings. */
interface Giving {
  mapping: unknown;
  provisioning: string;
  roleCeiling: readonly string[];
}

/**
 * A former mapping that comes back is the word of whoever brings it back: they get no role by it either. Its rows keep
 * their authors, who must not get back by another's hand what was taken from them.
 */
export function broughtBackBy<S extends Giving>(former: S, standing: Giving, author: string): S {
  const words = ({ mapping, provisioning, roleCeiling }: Giving) => ({
    mapping: { ...storedMapping(mapping), author: null },
    provisioning,
    roleCeiling,
  });
  const mapping = storedMapping(former.mapping);
  const isSame = isDeepStrictEqual(words(former), words(standing));
  const by = isSame ? storedMapping(standing.mapping).author : author;
  // An empty mapping stays as it is: it gives nobody anything.
  return mapping.author === by ? former : { ...former, mapping: { ...mapping, author: by } };
}
