/** Promise: a list of what somebody may do, for showing; each command and query still decides for itself. */
import type { Access, Reader } from '../access/ability.ts';
import { heldBy } from '../access/held.ts';
import { db } from '../db/client.ts';

/** `action:Subject`, sorted, each once; conditions are left out. */
export function permissionsOf(access: Access): string[] {
  const pairs = access.rules.flatMap((rule) =>
    [rule.action].flat().flatMap((action) => [rule.subject].flat().map((subject) => `${action}:${subject}`)),
  );
  return [...new Set(pairs)].sort();
}

/** The viewer's own assignments that are not over: in force, suspended, or from a later day on, with their dates. */
export function listOwnAssignments({ operatorId, now }: Reader) {
  return db().assignment.findMany({
    // By who asks, not by a scope: whoever holds no role, or may read names only, still learns what they hold.
    where: {
      AND: [{ endedAt: null, OR: [{ untilAt: null }, { untilAt: { gt: now } }] }, heldBy([operatorId])],
    },
    select: {
      id: true,
      role: true,
      group: { select: { name: true } },
      environmentId: true,
      fromAt: true,
      untilAt: true,
      endedAt: true,
      suspendedAt: true,
      reason: true,
    },
    orderBy: [{ fromAt: 'asc' }, { id: 'asc' }],
  });
}
