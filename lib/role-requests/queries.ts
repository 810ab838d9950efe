import { mayOn, type Reader } from '../access/ability.ts';
import { definitionNameOf, definitions } from '../access/definitions.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound, Refusal } from '../errors.ts';
import { decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import { requireIndependent } from './effects.ts';
import { stateAt } from './rules.ts';
import type { RoleRequestFilter } from './schema.ts';

const select = {
  id: true,
  operatorId: true,
  role: true,
  environmentId: true,
  minutes: true,
  reason: true,
  source: true,
  causedBy: true,
  requestedAt: true,
  expiresAt: true,
  state: true,
  decidedAt: true,
  decidedByName: true,
  decision: true,
  assignmentId: true,
  operator: { select: { id: true, name: true } },
  group: {
    select: {
      id: true,
      name: true,
      assignments: {
        where: { endedAt: null },
        select: { role: true, environmentId: true, untilAt: true },
      },
    },
  },
} as const;

// Over by the clock is over, whether the worker has said so yet or not.
const waitingAt = (now: Date) => ({ state: 'waiting', expiresAt: { gt: now } });
function inState(state: RoleRequestFilter['state'], now: Date) {
  if (state === 'waiting') return waitingAt(now);
  if (state === 'expired') return { OR: [{ state }, { state: 'waiting', expiresAt: { lte: now } }] };
  return state === 'all' ? {} : { state };
}

/** One page of requests that the reader may see, newest first. */
export async function listRoleRequests(reader: Reader, filter: RoleRequestFilter) {
  const cursor = decodeCursor(filter.after);
  const { where, orderBy } = keyset({ ...sorts.newest, field: 'requestedAt' } as never, cursor);
  const rows = await db().roleRequest.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'RoleRequest'),
        inState(filter.state, reader.now),
        filter.whose === 'own' ? { operatorId: reader.operatorId } : {},
        filter.whose === 'yours' ? decidable(reader) : {},
        where,
      ],
    },
    orderBy: orderBy as never,
    take: filter.size + 1,
    select,
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row.requestedAt);
  return { ...cut, rows: await told(reader, cut.rows) };
}

/** How many wait for the reader's own decision. */
export function countDecidable({ access, now }: Reader): Promise<number> {
  if (!access.can('role_request.grant', 'RoleRequest')) return Promise.resolve(0);
  return db().roleRequest.count({
    where: decidable({ access, now }),
  });
}

const decidable = ({ access, now }: Pick<Reader, 'access' | 'now'>) => ({
  AND: [waitingAt(now), scopeOf(access, 'role_request.grant', 'RoleRequest')],
});

const shownOwn = 20;

/** What each role is called, also one that its holder may not look at. */
export async function roleNames(): Promise<(slug: string) => string> {
  const known = await definitions(db());
  return (slug) => definitionNameOf(known, slug);
}

/** What the reader asked for, or a mapping asked for them; the newest twenty, and whether there are more. */
export async function listOwnRequests(reader: Reader) {
  const rows = await db().roleRequest.findMany({
    where: { AND: [{ operatorId: reader.operatorId }, scopeOf(reader.access, 'read', 'RoleRequest')] },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    take: shownOwn + 1,
    select,
  });
  return { rows: await told(reader, rows.slice(0, shownOwn)), more: rows.length > shownOwn };
}

/** One request, with what the reader may do about it. Throws `not_found`. */
export async function readRoleRequest(reader: Reader, id: string) {
  const row = await db().roleRequest.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'RoleRequest')] },
    select,
  });
  if (!row) throw notFound('This request');
  const [request] = await told(reader, [row]);
  if (!request) throw notFound('This request');
  return request;
}
export type RoleRequestPage = Awaited<ReturnType<typeof readRoleRequest>>;

/** Why this very reader does not grant it, though their role may: the words that the grant itself would answer with. */
export async function objectionTo(
  { operatorId: holder, now }: Reader,
  { operator, causedBy }: Pick<RoleRequestPage, 'operator' | 'causedBy'>,
): Promise<string | null> {
  try {
    const wish = { operatorId: operator.id, operator: operator.name, causedBy };
    await requireIndependent({ tx: db(), holder, now }, wish);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** Every role that can be asked for, with what it is for. */
export async function rolesToAskFor(): Promise<{ slug: string; name: string; does: string }[]> {
  return [...(await definitions(db())).values()].map(({ slug, name, does }) => ({ slug, name, does }));
}

interface Place {
  role: string;
  environmentId: string | null;
}

interface Stored {
  id: string;
  role: string;
  state: string;
  expiresAt: Date;
  operatorId: string;
  group: { id: string; name: string; assignments: (Place & { untilAt: Date | null })[] } | null;
}

async function told<R extends Stored>(reader: Reader, rows: readonly R[]) {
  const known = await definitions(db());
  const theirs = await decidableAmong(
    reader,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const { id, role, operatorId, group } = row;
    const state = stateAt(row, reader.now);
    const waits = state === 'waiting';
    return {
      ...row,
      state,
      roleName: definitionNameOf(known, role),
      // A directory wants them in it: what it holds now.
      group: group && {
        id: group.id,
        name: group.name,
        holds: group.assignments
          .filter(({ untilAt }) => !untilAt || untilAt > reader.now)
          .map((one) => ({ ...one, roleName: definitionNameOf(known, one.role) })),
      },
      may: {
        decide: theirs.has(id),
        withdraw: waits && mayOn(reader.access, 'role_request.withdraw', 'RoleRequest', { operatorId }),
      },
    };
  });
}

/** Asked of the database, for a group of thousands is not read to know whether the reader is in it. */
async function decidableAmong(reader: Reader, ids: string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0 || !reader.access.can('role_request.grant', 'RoleRequest')) return new Set();
  const rows = await db().roleRequest.findMany({
    where: { AND: [{ id: { in: ids } }, decidable(reader)] },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}
