/** The policy as stored, for the search; and what a change that is about to be saved would add to it. */
import type { Database, Tx } from '../db/client.ts';
import { definitions } from './definitions.ts';
import { kinOf, openedBy, openedTo, type Planned } from './escalation-planned.ts';
import { houseRules, type Place, type PolicyState } from './escalation-state.ts';

type Reading = Pick<Tx | Database, 'operator' | 'group' | 'role' | 'approvalPolicy' | 'installation'>;

interface Read {
  /** Also those who are kept out, and may come back: by a hand here, or by their directory. */
  disabled?: boolean;
  /** Without this assignment. */
  but?: string | undefined;
}

export async function policyState(
  tx: Reading,
  now: Date,
  { disabled = false, but }: Read = {},
): Promise<PolicyState> {
  // Whatever is held now or begins later; what is suspended may come back, and counts.
  const standing = {
    where: {
      endedAt: null,
      OR: [{ untilAt: null }, { untilAt: { gt: now } }],
      ...(but && { id: { not: but } }),
    },
    select: { role: true, environmentId: true },
  };
  const people = await tx.operator.findMany({
    where: disabled ? {} : { state: 'active' },
    select: {
      id: true,
      name: true,
      connectionId: true,
      assignments: standing,
      memberships: { where: { group: { endedAt: null } }, select: { groupId: true } },
    },
    orderBy: { name: 'asc' },
  });
  const groups = await tx.group.findMany({
    where: { endedAt: null },
    select: { id: true, name: true, source: true, assignments: standing },
  });
  return {
    roles: await definitions(tx),
    kin: kinOf(
      people.map(({ id, name, connectionId, assignments, memberships }) => ({
        person: { id, name, connectionId },
        holds: assignments,
        groups: memberships.map(({ groupId }) => groupId),
      })),
    ),
    groups: groups.map(({ id, name, source, assignments }) => {
      return { id, name, holds: assignments, isProvisioned: source === 'scim' };
    }),
    ...(await approvalsOf(tx)),
    rules: houseRules,
  };
}

// The nearest rule counts, in the order of lib/approvals/policy.ts. Most of who may do what belongs to no environment;
// a role that is given in one does.
async function approvalsOf(tx: Reading): Promise<Pick<PolicyState, 'waits' | 'environments'>> {
  const rules = await tx.approvalPolicy.findMany({
    select: { environmentId: true, command: true, approvals: true },
  });
  const isSetUp = await isInSetUp(tx);
  const of = (command: string, place: string | null) =>
    rules.find((rule) => rule.command === command && rule.environmentId === place)?.approvals;
  return {
    environments: [...new Set(rules.flatMap(({ environmentId }) => environmentId ?? []))],
    waits(command, place) {
      if (isSetUp) return 0;
      const asked = of(command, place) ?? of(command, null) ?? of('*', place) ?? of('*', null) ?? 1;
      return command.startsWith('approval.') ? Math.max(1, asked) : asked;
    },
  };
}

async function isInSetUp(tx: Reading): Promise<boolean> {
  const { setupEndedAt } = await tx.installation.findUniqueOrThrow({ where: { id: 'current' } });
  return setupEndedAt === null;
}

/**
 * Every path to more power that this change would open, in words, per person; none where it opens none. Whoever saves
 * with one of these saves something critical: it waits for somebody else.
 */
export async function newPaths(
  { tx, now }: { tx: Reading; now: Date },
  planned: Planned,
  of: Pick<Read, 'but'> = {},
): Promise<string[]> {
  // Nothing waits for anybody yet, so that nothing would be new.
  if (await isInSetUp(tx)) return [];
  return openedBy(await policyState(tx, now, { ...of, disabled: true }), planned);
}

/** The same by operator id: for whom somebody else has to agree. */
export async function newPathsTo(
  { tx, now }: { tx: Reading; now: Date },
  planned: Planned,
): Promise<Map<string, string[]>> {
  if (await isInSetUp(tx)) return new Map();
  return openedTo(await policyState(tx, now, { disabled: true }), planned);
}

/** Of a role for a person or a group; neither of them named: none. `but`: an assignment that would be lengthened by it. */
export async function newPathsOfGrant(
  cx: { tx: Reading; now: Date },
  { operatorId, groupId, ...place }: Place & { operatorId: string | null; groupId?: string | null },
  of: Pick<Read, 'but'> = {},
): Promise<string[]> {
  if (operatorId) return newPaths(cx, { kind: 'to-person', operatorId, ...place }, of);
  return groupId ? newPaths(cx, { kind: 'to-group', groupId, ...place }, of) : [];
}
