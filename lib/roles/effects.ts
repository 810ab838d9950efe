import { createHash } from 'node:crypto';
import { customDefinition, definitions, lieInside, type RoleDefinition } from '../access/definitions.ts';
import { grantsOf, heldBy } from '../access/held.ts';
import type { Policy } from '../access/policy.ts';
import { roleNames, systemRoles } from '../access/roles.ts';
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';

/** What a role is made of, as stored. */
export interface Definition {
  name: string;
  description: string;
  policy: Policy;
  ceiling: string[];
}

export interface StoredRole extends Omit<Definition, 'policy'> {
  id: string;
  slug: string;
  policy: unknown;
  version: number;
}

/** Somebody else saved in between: their change is not overwritten unseen. */
export function requireSeen(stored: number, seen: number): void {
  if (stored !== seen)
    throw new Refusal(
      'conflict',
      `Somebody saved this role meanwhile: it is version ${stored} now, and you looked at version ${seen}. Nothing was changed; look at it again.`,
    );
}

/**
 * Nobody makes themselves more by way of a role, or agrees to it: not one that they hold, themselves or through a
 * group, now or later, nor one whose assignment is only suspended.
 */
export async function requireNotHeld({ tx, actor, holder }: Context, slug: string): Promise<void> {
  if (actor.kind !== 'operator') return;
  const held = await tx.assignment.count({
    where: { AND: [{ role: slug, endedAt: null }, heldBy([holder])] },
  });
  if (held > 0)
    throw new Refusal(
      'conflict',
      'You hold this role yourself, or through a group. Somebody who does not hold it has to change it.',
    );
}

/**
 * The role lies inside what one of the holder's own roles may give, before and after: a widened
 * role would otherwise give to others, and by them to oneself, what nobody here may give.
 */
export async function requireInside(
  { tx, actor, holder, now }: Context,
  action: string,
  roles: readonly Pick<RoleDefinition, 'rows' | 'ceiling'>[],
): Promise<void> {
  // Tests and the local default alone: no other machine has a row for roles.
  if (actor.kind === 'system') return;
  const grants = (await grantsOf(tx, [holder], now)).get(holder) ?? [];
  const able = grants.filter((grant) =>
    grant.rows.some((row) => row.on === 'Role' && row.may.includes(action) && row.where?.(grant) !== false),
  );
  if (able.some((grant) => roles.every((role) => lieInside(role, grant.ceiling)))) return;
  throw new Refusal(
    'forbidden',
    'This role gives more than you may give yourself. Take out what lies above your ceiling, or ask an account owner.',
  );
}

/** Called inside `run` only. A ceiling names roles that are there; `own` is the role's own slug. */
export async function requireKnownCeiling(tx: Tx, ceiling: readonly string[], own?: string): Promise<void> {
  const known = await definitions(tx);
  const unknown = ceiling.filter((slug) => slug !== own && !known.has(slug));
  if (unknown.length > 0)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      ceiling: `There is no role ${unknown.join(', ')}.`,
    });
}

/** Called inside `run` only. Two roles of one name would be taken for each other where they are given. */
export async function requireFreeName(tx: Tx, name: string, ownId?: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('role-names'))`;
  const wanted = name.toLowerCase();
  const isSystem = systemRoles.some((slug) => roleNames[slug].name.toLowerCase() === wanted);
  const other = await tx.role.findFirst({
    where: {
      retiredAt: null,
      name: { equals: name, mode: 'insensitive' },
      ...(ownId && { id: { not: ownId } }),
    },
    select: { id: true },
  });
  if (isSystem || other)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      name: 'Another role is called so already.',
    });
}

/** Pages of the console beside the roles: a role of that slug could not be looked at. */
const addresses = ['new', 'who', 'paths', 'simulate', 'duties', 'requests'];

/** Called inside `run` only. A slug is given once and for good: what names it never comes to mean another role. */
export async function freeSlug(tx: Tx, name: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  const base = plain || `role-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  const taken = await tx.role.findMany({ where: { slug: { startsWith: base } }, select: { slug: true } });
  const used = new Set<string>([...systemRoles, ...addresses, ...taken.map(({ slug }) => slug)]);
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!used.has(slug)) return slug;
  }
}

/** Called inside `run` only: keeps the role as it was, and writes how it is now. */
export async function changeRole(
  { tx, actor, now }: Context,
  stored: StoredRole,
  { name, description, policy, ceiling }: Definition,
): Promise<{ version: number }> {
  await tx.roleVersion.create({
    data: {
      roleId: stored.id,
      version: stored.version,
      name: stored.name,
      description: stored.description,
      policy: JSON.parse(JSON.stringify(stored.policy)),
      ceiling: stored.ceiling,
      replacedAt: now,
      replacedBy: actor.name,
    },
    select: { id: true },
  });
  return tx.role.update({
    where: { id: stored.id },
    data: { name, description, policy, ceiling, version: { increment: 1 } },
    select: { version: true },
  });
}

/** The role as it would be, judged as if it were stored. */
export function wouldBe(slug: string, { name, description, policy, ceiling }: Definition): RoleDefinition {
  return customDefinition({ slug, name, description, policy, ceiling, version: 1 });
}
