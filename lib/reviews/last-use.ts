/** Promise: when a right was last used is what the trail says of that person and the role's commands, and nothing is guessed. */
import { definitions } from '../access/definitions.ts';
import { everybody } from '../access/roles.ts';
import type { Database, Tx } from '../db/client.ts';

export interface LastUse {
  at: Date;
  /** The command; `session.start` for a role that only reads, which leaves no other trace than a sign-in. */
  action: string;
}

/** One right of one person whose last use is asked. */
export interface Wish {
  operatorId: string;
  role: string;
  environmentId: string | null;
}
export const wishKey = ({ operatorId, role, environmentId }: Wish) =>
  `${operatorId} ${role} ${environmentId ?? ''}`;

/** How many are asked of the database in one statement: each stays far below its limit of time. */
const chunk = 500;

export async function lastUses(
  tx: Tx | Database,
  wishes: readonly Wish[],
): Promise<ReadonlyMap<string, LastUse>> {
  const distinct = [...new Map(wishes.map((wish) => [wishKey(wish), wish])).values()];
  const actions = await actionsOf(tx);
  const acting = distinct.filter(({ role }) => (actions.get(role)?.length ?? 0) > 0);
  const found = new Map<string, LastUse>();
  for (let from = 0; from < acting.length; from += chunk)
    await askTrail(tx, acting.slice(from, from + chunk), actions, found);
  const reading = distinct.filter((wish) => !acting.includes(wish));
  await askSessions(tx, reading, found);
  return found;
}

// What everybody may do for themselves is no use of a role.
async function actionsOf(tx: Tx | Database): Promise<Map<string, string[]>> {
  const known = await definitions(tx);
  const own = new Set(everybody.flatMap((row) => row.may));
  return new Map(
    [...known.values()].map(({ slug, rows }) => [
      slug,
      [...new Set(rows.flatMap((row) => row.may))].filter((action) => action !== 'read' && !own.has(action)),
    ]),
  );
}

// Each person and command is one step into the index: how long somebody's history is does not matter.
async function askTrail(
  tx: Tx | Database,
  wishes: readonly Wish[],
  actions: ReadonlyMap<string, string[]>,
  found: Map<string, LastUse>,
): Promise<void> {
  const roles = [...new Set(wishes.map(({ role }) => role))];
  const pairs = roles.flatMap((role) => (actions.get(role) ?? []).map((action) => ({ role, action })));
  const rows = await tx.$queryRaw<{ n: number; at: Date; action: string }[]>`
    SELECT w.n::int AS n, e.at, e.action
    FROM unnest(${wishes.map((w) => w.operatorId)}::text[], ${wishes.map((w) => w.role)}::text[],
      ${wishes.map((w) => w.environmentId)}::text[]) WITH ORDINALITY AS w(actor, role, environment, n)
    CROSS JOIN LATERAL (
      SELECT u.number, u.at, u.action
      FROM unnest(${pairs.map((p) => p.role)}::text[], ${pairs.map((p) => p.action)}::text[]) AS c(role, action)
      CROSS JOIN LATERAL (
        SELECT number, at, action FROM audit_event
        WHERE actor_id = w.actor AND action = c.action AND outcome = 'done'
          AND (w.environment IS NULL OR environment_id = w.environment)
        ORDER BY number DESC LIMIT 1) u
      WHERE c.role = w.role
      ORDER BY u.number DESC LIMIT 1) e`;
  for (const { n, at, action } of rows) {
    const wish = wishes[n - 1];
    if (wish) found.set(wishKey(wish), { at, action });
  }
}

async function askSessions(
  tx: Tx | Database,
  wishes: readonly Wish[],
  found: Map<string, LastUse>,
): Promise<void> {
  if (wishes.length === 0) return;
  const rows = await tx.session.groupBy({
    by: ['operatorId'],
    where: { operatorId: { in: [...new Set(wishes.map((w) => w.operatorId))] }, pending: false },
    _max: { startedAt: true },
  });
  const at = new Map(rows.map((row) => [row.operatorId, row._max.startedAt]));
  for (const wish of wishes) {
    const last = at.get(wish.operatorId);
    if (last) found.set(wishKey(wish), { at: last, action: 'session.start' });
  }
}

/** What somebody last did on an application or its keys. */
export async function lastUsesOfApplications(
  tx: Tx | Database,
  wishes: readonly { operatorId: string; applicationId: string }[],
): Promise<ReadonlyMap<string, LastUse>> {
  const rows = await tx.$queryRaw<{ n: number; at: Date; action: string }[]>`
    SELECT w.n::int AS n, e.at, e.action
    FROM unnest(${wishes.map((w) => w.operatorId)}::text[], ${wishes.map((w) => w.applicationId)}::uuid[])
      WITH ORDINALITY AS w(actor, application, n)
    CROSS JOIN LATERAL (
      SELECT number, at, action FROM audit_event
      WHERE actor_id = w.actor AND outcome = 'done'
        AND ((subject_type = 'Application' AND subject_id = w.application::text)
          OR (subject_type = 'ApiKey' AND subject_id IN
            (SELECT k.id::text FROM api_key k WHERE k.application_id = w.application)))
      ORDER BY number DESC LIMIT 1) e`;
  const found = new Map<string, LastUse>();
  for (const { n, at, action } of rows) {
    const wish = wishes[n - 1];
    if (wish) found.set(`${wish.operatorId} ${wish.applicationId}`, { at, action });
  }
  return found;
}
