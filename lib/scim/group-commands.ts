/** What a provisioning client changes about its groups. Only the system actor `scim` runs these, each with its token. */
import type { WhereOf } from '../access/scope.ts';
import { type Context, change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { requireNoConflict, standingConflicts, warned } from '../duties/effects.ts';
import { notFound, Refusal } from '../errors.ts';
import { requireToken } from './caller.ts';
import * as schema from './group-schema.ts';
import { askToJoin, dropUnwanted } from './letting-in.ts';
import { uniqueness } from './user-effects.ts';
import { gone } from './user-kind.ts';
import { leaveOutForbidden, tellOwners } from './withhold.ts';

async function find(tx: Tx, where: WhereOf<'Group'>) {
  const row = await tx.group.findFirst({
    where,
    select: {
      id: true,
      name: true,
      externalId: true,
      connectionId: true,
      source: true,
      endedAt: true,
      version: true,
      connection: { select: { slug: true } },
      _count: { select: { members: true } },
    },
  });
  return row && { ...row, connection: row.connection?.slug ?? null, members: row._count.members };
}
type GroupSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

const groupKind: Kind<'Group', GroupSubject> = {
  model: 'Group',
  table: 'operator_group',
  noun: 'This group',
  find,
  label: (group) => group.name,
};
const audited = ['name', 'externalId', 'connection', 'members', 'endedAt'] as const;

export const scimCreateGroup = creation({
  name: 'group.scim_create',
  kind: groupKind,
  input: schema.CreateScimGroup,
  audited,
  sensitivity: 'routine',
  create: (cx, { tokenId }) => requireToken(cx.tx, { tokenId, scope: 'groups', now: cx.now }),
  async run(cx, { connectionId, causedBy }, { name, externalId, members }) {
    await requireFreeNames(cx, connectionId, { name, externalId }, null);
    const group = await cx.tx.group.create({
      data: { name, externalId, connectionId, source: 'scim', causedBy },
      select: { id: true },
    });
    const people = [...new Set(members)];
    await requirePeople(cx.tx, connectionId, people);
    await putIn(cx.tx, group.id, people, causedBy);
    return group;
  },
  summary: (group) => `Group ${group.name} provisioned by ${group.connection}, ${people(group.members)}`,
});

/** Name and members in one step, so that a PATCH of several operations is done whole or not at all (RFC 7644 3.5.2). */
export const scimReplaceGroup = change({
  name: 'group.scim_replace',
  kind: groupKind,
  input: schema.ReplaceScimGroup,
  audited,
  sensitivity: 'routine',
  async run(cx, group, input) {
    const { connectionId, causedBy } = await requireGroup(cx, group, input);
    const name = input.name ?? group.name;
    const externalId = input.externalId === undefined ? group.externalId : input.externalId;
    await requireFreeNames(cx, connectionId, { name, externalId }, group.id);
    const { added: wanted, removed } = await differenceOf(cx, group.id, input);
    await cx.tx.groupMember.deleteMany({
      where: { groupId: group.id, operatorId: { in: removed }, source: 'scim' },
    });
    await requirePeople(cx.tx, connectionId, wanted);
    const asked = await askToJoin(cx, group, wanted, causedBy);
    const dropped = await dropUnwanted(cx, group.id, (id) => isWanted(id, input));
    const added = wanted.filter((id) => !asked.out.has(id));
    const before = await standingConflicts(cx, added);
    await putIn(cx.tx, group.id, added, causedBy);
    const forbidden = await leaveOutForbidden(cx, group.id, added, before);
    const kept = added.filter((id) => !forbidden.has(id));
    const left = [...asked.declined, ...forbidden.values()];
    const isOther =
      removed.length + dropped + asked.waiting + kept.length > 0 ||
      name !== group.name ||
      externalId !== group.externalId;
    // Where nothing else was asked for, the client hears why; what ends, ends whatever stands beside it.
    if (left.length > 0 && !isOther)
      throw new Refusal('conflict', `${left.join('. ')}. Nothing was changed.`, { scimType: 'mutability' });
    if (left.length > 0)
      await tellOwners(
        cx,
        'group.scim_replace',
        `Not put into ${group.name} by provisioning: ${left.join('. ')}.`,
      );
    const warnings = await requireNoConflict(cx, kept, before);
    await cx.tx.group.update({
      where: { id: group.id },
      data: { name, externalId, version: { increment: 1 } },
      select: { id: true },
    });
    return {
      id: group.id,
      ...{ added: kept.length, removed: removed.length, waiting: asked.waiting, warnings, left },
    };
  },
  summary: (group, { added, removed, waiting, warnings, left }) =>
    `Group ${group.name} kept by ${group.connection}: ${added} added, ${removed} removed, ${people(group.members)}${waiting > 0 ? `; ${people(waiting)} ${waiting === 1 ? 'waits' : 'wait'} to be let in` : ''}${warned(warnings)}${left.length > 0 ? `; left out: ${left.join('; ')}` : ''}`,
});

/** What its members had through it ends with it. */
export const scimDeleteGroup = change({
  name: 'group.scim_delete',
  kind: groupKind,
  input: schema.DeleteScimGroup,
  audited,
  sensitivity: 'routine',
  async run(cx, group, input) {
    await requireGroup(cx, group, input);
    const { tx, now } = cx;
    await tx.groupMember.deleteMany({ where: { groupId: group.id } });
    await dropUnwanted(cx, group.id, () => false);
    await tx.assignment.updateMany({ where: { groupId: group.id, endedAt: null }, data: { endedAt: now } });
    await tx.group.update({
      where: { id: group.id },
      data: { endedAt: now, version: { increment: 1 } },
      select: { id: true },
    });
    return { id: group.id };
  },
  summary: (group) => `Group ${group.name} removed by ${group.connection}`,
});

const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);

/** A client has the groups that it made: one that was made in the console is not there for it. */
async function requireGroup(
  cx: Context,
  group: GroupSubject,
  { tokenId, version }: { tokenId: string; version: number | null },
) {
  const token = await requireToken(cx.tx, { tokenId, scope: 'groups', now: cx.now });
  if (group.connectionId !== token.connectionId || group.source !== 'scim' || group.endedAt)
    throw notFound('This group');
  if (version !== null && version !== group.version)
    throw new Refusal('conflict', 'It was changed in the meantime. Read it anew.', { status: '412' });
  return token;
}

async function requireFreeNames(
  { tx }: Context,
  connectionId: string,
  { name, externalId }: { name: string; externalId: string | null },
  but: string | null,
): Promise<void> {
  // Two who give one name at once take turns; the index would answer the second without saying why.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('group names'))`;
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM operator_group WHERE ended_at IS NULL AND id IS DISTINCT FROM ${but}::uuid
      AND (lower(name) = lower(${name}) OR (connection_id = ${connectionId}::uuid AND external_id = ${externalId}))
    LIMIT 1`;
  if (taken)
    throw new Refusal(
      'conflict',
      'A group of that name or externalId exists already. A group’s name is one alone.',
      uniqueness,
    );
}

async function differenceOf(
  { tx }: Context,
  groupId: string,
  { members, add, remove }: { members: string[] | null; add: string[]; remove: string[] },
): Promise<{ added: string[]; removed: string[] }> {
  const rows = await tx.groupMember.findMany({ where: { groupId }, select: { operatorId: true } });
  const held = new Set(rows.map((row) => row.operatorId));
  const after = new Set(members ?? held);
  for (const id of remove) after.delete(id);
  for (const id of add) after.add(id);
  return {
    added: [...after].filter((id) => !held.has(id)),
    removed: [...held].filter((id) => !after.has(id)),
  };
}

/** Whom the client named and did not take out again. */
function isWanted(id: string, { members, remove }: { members: string[] | null; remove: string[] }): boolean {
  return !remove.includes(id) && (members === null || members.includes(id));
}

async function requirePeople(tx: Tx, connectionId: string, operatorIds: readonly string[]): Promise<void> {
  const known = await tx.operator.count({
    where: { id: { in: [...operatorIds] }, connectionId, source: { not: gone } },
  });
  if (known !== operatorIds.length)
    throw new Refusal('conflict', 'A member is nobody of this connection.', { scimType: 'invalidValue' });
}

async function putIn(tx: Tx, groupId: string, operatorIds: readonly string[], causedBy: string) {
  await tx.groupMember.createMany({
    data: operatorIds.map((operatorId) => ({ groupId, operatorId, source: 'scim', causedBy })),
    skipDuplicates: true,
  });
}
