/** What changes who is in a group. Called inside `run` only, with the group's row locked. */
import type { Context } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import type { GroupSubject } from './kind.ts';

/** A group that is over, or that a directory keeps, is not changed by hand. */
export function requireKept({ source, endedAt, connection }: GroupSubject): void {
  if (endedAt) throw new Refusal('conflict', 'This group has ended. Nothing was changed.');
  if (source === 'scim')
    throw new Refusal(
      'conflict',
      `The directory of ${connection ?? 'its connection'} keeps this group. Change it there. Nothing was changed.`,
    );
}

interface Member {
  id: string;
  name: string;
}

/** Puts these people in and returns them, in the order of their names. */
export async function addMembers(
  { tx, actor }: Pick<Context, 'tx' | 'actor'>,
  groupId: string,
  operatorIds: readonly string[],
  source: 'given' | 'scim' = 'given',
): Promise<Member[]> {
  const people = await tx.operator.findMany({
    where: { id: { in: [...operatorIds] } },
    select: { id: true, name: true, state: true, memberships: { where: { groupId }, select: { id: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const disabled = people.find(({ state }) => state !== 'active');
  const inside = people.find(({ memberships }) => memberships.length > 0);
  if (people.length < operatorIds.length) throw wrong('Choose people from the list.');
  if (disabled) throw wrong(`${disabled.name} is disabled. Enable them first.`);
  if (inside) throw wrong(`${inside.name} is in this group already.`);
  await tx.groupMember.createMany({
    data: operatorIds.map((operatorId) => ({ groupId, operatorId, source, causedBy: actor.id })),
  });
  return people;
}

/** Takes these people out and returns them. */
export async function removeMembers(
  tx: Tx,
  groupId: string,
  operatorIds: readonly string[],
): Promise<Member[]> {
  const members = await tx.groupMember.findMany({
    where: { groupId, operatorId: { in: [...operatorIds] } },
    select: { operator: { select: { id: true, name: true } } },
    orderBy: { operator: { name: 'asc' } },
  });
  if (members.length < operatorIds.length) throw wrong('Not everybody here is in this group (any more).');
  await tx.groupMember.deleteMany({ where: { groupId, operatorId: { in: [...operatorIds] } } });
  return members.map(({ operator }) => operator);
}

/** Two that are given one name at once take turns; the index would answer the second without saying which field. */
export async function requireFreeName(tx: Tx, name: string, but: string | null): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('group names'))`;
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM operator_group
    WHERE ended_at IS NULL AND id IS DISTINCT FROM ${but}::uuid AND lower(name) = lower(${name}) LIMIT 1`;
  if (taken)
    throw new Refusal('invalid', 'Correct the marked fields.', { name: 'Another group has this name.' });
}

const wrong = (operatorIds: string) => new Refusal('invalid', 'Correct the marked fields.', { operatorIds });
