/** Promise: a person sees where they themselves are signed in, and nobody else's sessions by this door. */
import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { movesOf } from './moves.ts';
import { openAt } from './session.ts';

/** The viewer's own open sessions, the latest sign-in first; a role that reads everybody's changes nothing here. */
export async function listOwnSessions({ access, operatorId, now }: Reader) {
  const rows = await db().session.findMany({
    where: { AND: [{ operatorId }, openAt(now), scopeOf(access, 'read', 'Session')] },
    select: {
      id: true,
      address: true,
      userAgent: true,
      authnContext: true,
      proofAt: true,
      startedAt: true,
      endsAt: true,
      activity: { select: { lastSeenAt: true } },
    },
    orderBy: { startedAt: 'desc' },
  });
  const moves = await movesOf(rows.map(({ id }) => id));
  return rows.map(({ activity, ...row }) => ({
    ...row,
    lastSeenAt: activity?.lastSeenAt ?? row.startedAt,
    alsoUsed: moves.get(row.id) ?? [],
  }));
}

export type OwnSession = Awaited<ReturnType<typeof listOwnSessions>>[number];
