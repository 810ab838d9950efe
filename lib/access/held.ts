/** Which assignments count, for whom, at a moment: the one place that says so. */
import type { Database, Tx } from '../db/client.ts';
import { definitions, type RoleDefinition } from './definitions.ts';
import type { Grant } from './rows.ts';

/** Begun, neither ended nor suspended. For now; what counted at another moment is `countedAt`. */
export const inForceAt = (now: Date) => ({
  endedAt: null,
  suspendedAt: null,
  fromAt: { lte: now },
  OR: [{ untilAt: null }, { untilAt: { gt: now } }],
});

/** The same of a moment that may be past or to come. */
export const countedAt = (at: Date) => ({
  AND: [
    { fromAt: { lte: at } },
    { OR: [{ endedAt: null }, { endedAt: { gt: at } }] },
    { OR: [{ suspendedAt: null }, { suspendedAt: { gt: at } }] },
    { OR: [{ untilAt: null }, { untilAt: { gt: at } }] },
  ],
});

const active = { state: 'active' as const };

/** Held by one of these people, themselves or through a group. Disabled people hold nothing. */
export const heldBy = (operatorIds: readonly string[]) => ({
  OR: [
    { operatorId: { in: [...operatorIds] }, operator: active },
    {
      group: {
        endedAt: null,
        members: { some: { operatorId: { in: [...operatorIds] }, operator: active } },
      },
    },
  ],
});

/** A grant with where it comes from. */
export interface HeldGrant extends Grant {
  assignmentId: string;
  /** The group through which it is held; null: their own. */
  group: { id: string; name: string } | null;
  /** The role's. */
  name: string;
  /** Of a custom role, raised by every edit. */
  version: number | null;
}

type Reading = Pick<Tx | Database, 'assignment' | 'application' | 'role' | 'groupMember'>;

/** What these people hold, by operator id; whoever holds nothing is absent. `at`: now, or another moment. */
export async function grantsOf(
  tx: Reading,
  operatorIds: readonly string[],
  at: Date,
  now = at,
): Promise<Map<string, HeldGrant[]>> {
  const rows = await tx.assignment.findMany({
    where: { AND: [at === now ? inForceAt(now) : countedAt(at), heldBy(operatorIds)] },
    select: {
      id: true,
      role: true,
      environmentId: true,
      operatorId: true,
      group: {
        select: {
          id: true,
          name: true,
          members: { where: { operatorId: { in: [...operatorIds] } }, select: { operatorId: true } },
        },
      },
    },
  });
  if (rows.length === 0) return new Map();
  const [known, applications] = await Promise.all([definitions(tx), applicationsOf(tx, operatorIds)]);
  const held = new Map<string, HeldGrant[]>();
  for (const { id, role: slug, environmentId, operatorId, group } of rows) {
    const role = known.get(slug);
    if (!role) continue;
    const holders = operatorId ? [operatorId] : (group?.members.map((member) => member.operatorId) ?? []);
    const through = group && { id: group.id, name: group.name };
    for (const holder of holders) {
      const grant = {
        ...grantOf(role, environmentId, holder, applications),
        assignmentId: id,
        group: through,
      };
      held.set(holder, [...(held.get(holder) ?? []), grant]);
    }
  }
  return held;
}

interface Applications {
  own: Map<string, string[]>;
  team: Map<string, string[]>;
}

function grantOf(role: RoleDefinition, environmentId: string | null, operatorId: string, of: Applications) {
  return {
    role: role.slug,
    rows: role.rows,
    ceiling: role.ceiling,
    customNames: role.customNames,
    name: role.name,
    version: role.version,
    environmentId,
    operatorId,
    ownApplications: of.own.get(operatorId) ?? [],
    teamApplications: of.team.get(operatorId) ?? [],
  };
}

// One query for whose applications they are, and one more only for people who are in a group.
async function applicationsOf(tx: Reading, operatorIds: readonly string[]): Promise<Applications> {
  const memberships = await tx.groupMember.findMany({
    where: { operatorId: { in: [...operatorIds] }, group: { endedAt: null } },
    select: { operatorId: true, group: { select: { members: { select: { operatorId: true } } } } },
  });
  const mates = new Map(operatorIds.map((id) => [id, new Set([id])]));
  for (const { operatorId, group } of memberships)
    for (const member of group.members) mates.get(operatorId)?.add(member.operatorId);
  const people = [...new Set([...mates.values()].flatMap((set) => [...set]))];
  const rows = await tx.application.findMany({
    where: { OR: [{ ownerId: { in: people } }, { deputyId: { in: people } }] },
    select: { id: true, ownerId: true, deputyId: true },
  });
  const of = (whose: ReadonlySet<string>) =>
    rows
      .filter((row) => whose.has(row.ownerId) || (row.deputyId && whose.has(row.deputyId)))
      .map(({ id }) => id);
  return {
    own: new Map(operatorIds.map((id) => [id, of(new Set([id]))])),
    team: new Map(operatorIds.map((id) => [id, of(mates.get(id) ?? new Set())])),
  };
}
