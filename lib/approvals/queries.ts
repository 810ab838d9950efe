import type { Reader } from '../access/ability.ts';
import { definitions } from '../access/definitions.ts';
import { inForceAt } from '../access/held.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import { requestSelect } from './kind.ts';
import { neededNow } from './policy.ts';
import { closedWords, isOpen, others, stateAt } from './rules.ts';
import type { ApprovalFilter } from './schema.ts';
import { type Matter, objections } from './standing.ts';

const votesSelect = {
  select: { operatorId: true, operatorName: true, approves: true, reason: true, at: true, proof: true },
  orderBy: { at: 'asc' },
} as const;

/** Asked of others, of whom the reader is one by their role. */
const askedOf = (reader: Reader) => ({
  AND: [
    { state: 'waiting', expiresAt: { gt: reader.now }, requestedBy: { not: reader.operatorId } },
    { votes: { none: { operatorId: reader.operatorId } } },
    scopeOf(reader.access, 'approval.approve', 'ApprovalRequest'),
  ],
});

function viewOf(reader: Reader, view: ApprovalFilter['view']) {
  if (view === 'waiting') return askedOf(reader);
  if (view === 'mine') return { requestedBy: reader.operatorId };
  return { OR: [{ state: { not: 'waiting' } }, { expiresAt: { lte: reader.now } }] };
}

/** One page of requests, the newest first; in `waiting` each says why the reader may not decide it, if so. */
export async function listRequests(reader: Reader, filter: ApprovalFilter) {
  const cursor = decodeCursor(filter.after);
  const page = keyset(sorts.requested, cursor);
  const rows = await db().approvalRequest.findMany({
    where: {
      AND: [scopeOf(reader.access, 'read', 'ApprovalRequest'), viewOf(reader, filter.view), page.where],
    },
    orderBy: page.orderBy,
    take: filter.size + 1,
    select: { ...requestSelect, before: true, after: true, votes: votesSelect },
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row.requestedAt);
  const told = [];
  for (const { input, votes, ...row } of cut.rows)
    told.push({
      ...row,
      state: stateAt(row, reader.now),
      mine: row.requestedBy === reader.operatorId,
      votes: votes.map(({ operatorName, approves }) => ({ operatorName, approves })),
      approvals: votes.filter((v) => v.approves).length,
      /** Why the reader may not decide it; null where they may, and where nobody is asked any more. */
      blocked: filter.view === 'waiting' ? await blockedFor(reader, { ...row, input }) : null,
    });
  return { ...cut, rows: told };
}
export type RequestRow = Awaited<ReturnType<typeof listRequests>>['rows'][number];

async function blockedFor(reader: Reader, matter: Matter): Promise<string | null> {
  const found = await objections(db(), matter, [reader.operatorId], reader.now);
  return found.get(reader.operatorId)?.you ?? null;
}

/** For the navigation: how many requests the reader can decide now. Never more than `most`. */
export async function countWaitingFor(reader: Reader, most = 50): Promise<number> {
  if (!reader.access.can('approval.approve', 'ApprovalRequest')) return 0;
  const rows = await db().approvalRequest.findMany({
    where: askedOf(reader),
    select: requestSelect,
    orderBy: { requestedAt: 'desc' },
    take: most,
  });
  let count = 0;
  for (const row of rows) if ((await blockedFor(reader, row)) === null) count += 1;
  return count;
}

/** One request with its difference, its votes, and what the reader can do with it. */
export async function readRequest(reader: Reader, id: string) {
  const row = await db().approvalRequest.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'ApprovalRequest')] },
    select: { ...requestSelect, before: true, after: true, requestProof: true, votes: votesSelect },
  });
  if (!row) throw notFound('This request');
  const mine = row.requestedBy === reader.operatorId;
  const open = isOpen(row, reader.now);
  const closed = closedWords(row, reader.now);
  const own = row.votes.find((v) => v.operatorId === reader.operatorId);
  const approvals = row.votes.filter((v) => v.approves).length;
  const needed = open ? await neededNow(db(), row) : row.needed;
  const isShort = row.state === 'approved' && open && approvals < needed;
  const state = isShort ? ('waiting' as const) : stateAt(row, reader.now);
  return {
    ...row,
    needed,
    state,
    mine,
    approvals,
    /** Why it is over, in a sentence; null while it is open. */
    closed,
    /** Who could approve it now and has not said anything yet. */
    approvers: open
      ? await whoCouldApprove(
          reader,
          row,
          row.votes.map((v) => v.operatorId),
        )
      : [],
    mayWithdraw: mine && open,
    /** Null: the reader may. */
    whyNotDecide: closed ?? (own ? votedWords(own) : mine ? mineWords : await whyNotDecide(reader, row)),
    /** Until it is carried out. What keeps somebody from approving does not keep them from stopping it. */
    mayDecline: open && !own && !mine && (await isWithin(reader, row.id, 'approval.decline')),
    whyNotExecute: closed ?? whyNotExecute({ ...row, needed, state }, mine),
  };
}
export type RequestPage = Awaited<ReturnType<typeof readRequest>>;

const mineWords = 'You asked for this yourself, so somebody else decides it.';
const votedWords = ({ approves }: { approves: boolean }) =>
  `You have ${approves ? 'approved' : 'declined'} this already.`;

async function whyNotDecide(reader: Reader, row: Matter & { id: string }): Promise<string | null> {
  if (!(await isWithin(reader, row.id, 'approval.approve')))
    return 'Your roles do not permit approving requests like this one.';
  return blockedFor(reader, row);
}

async function isWithin(reader: Reader, id: string, action: 'approval.approve' | 'approval.decline') {
  const where = { AND: [{ id }, scopeOf(reader.access, action, 'ApprovalRequest')] };
  return (await db().approvalRequest.count({ where })) > 0;
}

function whyNotExecute(row: { state: string; needed: number; requestedByName: string }, mine: boolean) {
  if (!mine) return `Only ${row.requestedByName}, who asked for it, carries it out.`;
  return row.state === 'approved' ? null : `This waits for ${others(row.needed)}.`;
}

/** Names of people who could approve this now; `except` those who have voted. At most 30 are looked at. */
export async function whoCouldApprove(
  reader: Reader,
  matter: Matter,
  except: readonly string[] = [],
): Promise<{ id: string; name: string }[]> {
  const candidates = await possibleApprovers(reader, [...except, matter.requestedBy]);
  const against = await objections(
    db(),
    matter,
    candidates.map((person) => person.id),
    reader.now,
  );
  return candidates.filter((person) => !against.has(person.id));
}

/** Active people who hold a role that approves anything. */
export async function possibleApprovers(reader: Reader, except: readonly string[]) {
  const known = await definitions(db());
  const slugs = [...known.values()]
    .filter((role) => role.rows.some((row) => row.may.includes('approval.approve')))
    .map((role) => role.slug);
  const holds = { some: { role: { in: slugs }, ...inForceAt(reader.now) } };
  return db().operator.findMany({
    where: {
      id: { notIn: [...except] },
      state: 'active',
      connection: { enabled: true },
      OR: [
        { assignments: holds },
        { memberships: { some: { group: { endedAt: null, assignments: holds } } } },
      ],
    },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: 30,
  });
}
