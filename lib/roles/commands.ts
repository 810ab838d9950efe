import { isDeepStrictEqual } from 'node:util';
import { behind } from '../access/actor.ts';
import { customDefinition } from '../access/definitions.ts';
import { newPaths } from '../access/escalation-stored.ts';
import { Policy } from '../access/policy.ts';
import type { WhereOf } from '../access/scope.ts';
import { change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { requireNoConflict, standingConflicts, warned } from '../duties/effects.ts';
import { Refusal } from '../errors.ts';
import * as schema from './edit-schema.ts';
import {
  changeRole,
  type Definition,
  freeSlug,
  requireFreeName,
  requireInside,
  requireKnownCeiling,
  requireNotHeld,
  requireSeen,
  wouldBe,
} from './effects.ts';
import { isHeavyEdit } from './paths-opened.ts';
import { linesOfPolicy } from './words.ts';

async function find(tx: Tx, where: WhereOf<'Role'>) {
  const row = await tx.role.findFirst({
    where,
    select: {
      id: true,
      slug: true,
      name: true,
      description: true,
      policy: true,
      ceiling: true,
      version: true,
      retiredAt: true,
    },
  });
  if (!row) return null;
  const holders = row.retiredAt ? [] : await holdersOf(tx, row.slug);
  return { ...row, permissions: linesOfPolicy(row.policy), holders };
}
type Subject = NonNullable<Awaited<ReturnType<typeof find>>>;

const roleKind: Kind<'Role', Subject> = {
  model: 'Role',
  table: 'role',
  noun: 'This role',
  find,
  label: (role) => role.name,
};
const audited = ['name', 'description', 'permissions', 'ceiling', 'retiredAt'] as const;

const isAdministrative = (role: Definition) => wouldBe('', role).administrative;

const planned = (slug: string, definition: Definition) => ({
  kind: 'role' as const,
  role: wouldBe(slug, definition),
});

export const createRole = creation({
  name: 'role.create',
  kind: roleKind,
  input: schema.CreateRole,
  audited,
  async create(cx, { reason: _, ...definition }) {
    const slug = await freeSlug(cx.tx, definition.name);
    const opened = isAdministrative(definition) ? [] : await newPaths(cx, planned(slug, definition));
    return { ...definition, slug, retiredAt: null, opened };
  },
  permits: (cx, { slug, opened: _, retiredAt: __, ...definition }) =>
    requireInside(cx, 'role.create', [wouldBe(slug, definition)]),
  sensitivity: (role) => (role.opened.length > 0 || isAdministrative(role) ? 'critical' : 'sensitive'),
  async run(cx, { slug, name, description, policy, ceiling, opened }) {
    await requireFreeName(cx.tx, name);
    await requireKnownCeiling(cx.tx, ceiling);
    const causedBy = behind(cx.actor);
    const made = await cx.tx.role.create({
      data: { slug, name, description, policy, ceiling, causedBy },
      select: { id: true },
    });
    return { id: made.id, slug, opened };
  },
  summary: ({ name, permissions }, { opened }) =>
    `Role ${name} made, with ${counted(permissions.length)}${warned(opened)}`,
});

export const editRole = change({
  name: 'role.edit',
  kind: roleKind,
  input: schema.EditRole,
  audited,
  permits: (cx, role, { id: _id, version: _version, reason: _reason, ...definition }) =>
    requireShaper(cx, 'role.edit', role, definition),
  // What it opens to somebody alone is looked for only where it is not critical anyway.
  async sensitivity(role, { id: _id, version: _version, reason: _reason, ...definition }, cx) {
    const after = wouldBe(role.slug, definition);
    // What could be given only with an approval is not given by an edit to whoever holds the role already.
    if (isHeavyEdit(cx, cx.actor, customDefinition(role), after)) return 'critical';
    return (await newPaths(cx, planned(role.slug, definition))).length > 0 ? 'critical' : 'sensitive';
  },
  async run(cx, role, { id, version: seen, reason: _, ...definition }) {
    requireSeen(role.version, seen);
    if (isSame(role, definition))
      throw new Refusal('conflict', 'Nothing differs from what is saved. Nothing was changed.');
    return { id, slug: role.slug, ...(await shape(cx, role, definition)) };
  },
  summary: ({ name, permissions, holders }, { version, warnings }) =>
    `Role ${name} changed; it is version ${version} now, with ${counted(permissions.length)}; ${heldBy(holders)}${warned(warnings)}`,
});

/** Brings back what a former version said, as a new version: what stands now is kept in its turn. */
export const restoreRole = change({
  name: 'role.restore',
  kind: roleKind,
  input: schema.RestoreRole,
  audited,
  permits: async (cx, role, { id, former }) =>
    requireShaper(cx, 'role.restore', role, await formerOf(cx.tx, id, former)),
  // What comes back is looked up after this: whatever it is, it is brought back with a proof of its own.
  sensitivity: 'critical',
  async run(cx, role, { id, version: seen, former }) {
    requireSeen(role.version, seen);
    const definition = await formerOf(cx.tx, id, former);
    if (isSame(role, definition))
      throw new Refusal('conflict', 'It is set like this now. Nothing was changed.');
    return { id, slug: role.slug, former, ...(await shape(cx, role, definition)) };
  },
  summary: ({ name, holders }, { former, version, warnings }) =>
    `Version ${former} of the role ${name} restored; it is version ${version} now; ${heldBy(holders)}${warned(warnings)}`,
});

/** For good: its assignments end with it, and its slug is never given again. */
export const retireRole = change({
  name: 'role.retire',
  kind: roleKind,
  input: schema.RetireRole,
  // Gone out of every ceiling with this: nobody's scope holds it afterwards.
  leaves: true,
  audited,
  async permits(cx, role) {
    await requireNotHeld(cx, role.slug);
    await requireInside(cx, 'role.retire', [customDefinition(role)]);
  },
  // It takes away only: that never waits for anybody.
  sensitivity: 'sensitive',
  async run(cx, role, { id, version: seen }) {
    const { tx, now } = cx;
    requireSeen(role.version, seen);
    await tx.role.update({ where: { id }, data: { retiredAt: now }, select: { id: true } });
    const ended = await tx.assignment.updateMany({
      where: { role: role.slug, endedAt: null },
      data: { endedAt: now },
    });
    return { id, slug: role.slug, ended: ended.count };
  },
  summary: ({ name }, { ended }) =>
    `Role ${name} retired; ${ended === 1 ? '1 assignment' : `${ended} assignments`} of it ended`,
});

type Context = Parameters<typeof requireNotHeld>[0];

async function requireShaper(cx: Context, action: string, role: Subject, to: Definition): Promise<void> {
  await requireNotHeld(cx, role.slug);
  await requireInside(cx, action, [customDefinition(role), wouldBe(role.slug, to)]);
}

async function shape(cx: Context, role: Subject, definition: Definition) {
  await requireFreeName(cx.tx, definition.name, role.id);
  await requireKnownCeiling(cx.tx, definition.ceiling, role.slug);
  // Told to whoever agrees, and in the trail, also where it is critical for another reason.
  const opened = await newPaths(cx, planned(role.slug, definition));
  const holders = role.holders.map(({ id }) => id);
  const before = await standingConflicts(cx, holders);
  const changed = await changeRole(cx, role, definition);
  return { ...changed, warnings: [...(await requireNoConflict(cx, holders, before)), ...opened] };
}

/**
 * Whoever has it now or later, themselves or through a group. They are part of what others agree to: otherwise somebody
 * could be given a role while its widening waits, and be made more without anybody who agreed having seen their name.
 */
function holdersOf(tx: Tx, slug: string): Promise<{ id: string; name: string }[]> {
  const held = { some: { role: slug, endedAt: null } };
  return tx.operator.findMany({
    where: {
      state: 'active',
      OR: [{ assignments: held }, { memberships: { some: { group: { assignments: held } } } }],
    },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
  });
}

async function formerOf(tx: Tx, roleId: string, version: number): Promise<Definition> {
  const kept = await tx.roleVersion.findUnique({
    where: { roleId_version: { roleId, version } },
    select: { name: true, description: true, policy: true, ceiling: true },
  });
  if (!kept) throw new Refusal('conflict', 'This role has no such former version.');
  const policy = Policy.safeParse(kept.policy);
  if (!policy.success)
    throw new Refusal('conflict', 'That version names permissions that are no more. It cannot come back.');
  return { ...kept, policy: policy.data };
}

function isSame(role: Subject, { name, description, policy, ceiling }: Definition): boolean {
  const now = { name: role.name, description: role.description, policy: role.policy, ceiling: role.ceiling };
  return isDeepStrictEqual(now, { name, description, policy, ceiling });
}

const namesSaid = 20;

function heldBy(holders: Subject['holders']): string {
  if (holders.length === 0) return 'nobody holds it';
  const names = holders.map(({ name }) => name).sort();
  const said = names.slice(0, namesSaid).join(', ');
  return `held by ${said}${names.length > namesSaid ? ` and ${names.length - namesSaid} more` : ''}`;
}

const counted = (count: number) => (count === 1 ? '1 permission' : `${count} permissions`);
